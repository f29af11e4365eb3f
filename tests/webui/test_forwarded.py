"""Which word about a request's origin counts: nginx's on a Unix socket, nobody's on a port."""

import pytest

from webui import forwarded


def settled(behind=True, **headers):
    environ = {"REMOTE_ADDR": "", "wsgi.url_scheme": "http"}
    environ |= {f"HTTP_X_FORWARDED_{name.upper()}": value for name, value in headers.items()}
    forwarded.settle(environ, behind=behind)
    return environ


def test_behind_nginx_the_address_and_the_scheme_are_nginxs():
    environ = settled(**{"for": "10.42.0.17", "proto": "https"})
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == ("10.42.0.17", "https")


@pytest.mark.parametrize("value", ["1.2.3.4, 10.42.0.17", "unknown", "", "10.42.0.17:80"])
def test_more_than_one_address_is_none(value):
    assert settled(**{"for": value})["REMOTE_ADDR"] == ""


@pytest.mark.parametrize("value", ["http", "HTTPS", "https,http", "wss", ""])
def test_only_the_word_https_is_https(value):
    assert settled(proto=value)["wsgi.url_scheme"] == "http"


def test_on_a_port_nobody_is_believed():
    environ = settled(behind=False, **{"for": "9.9.9.9", "proto": "https"})
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == ("", "http")


@pytest.mark.parametrize("behind", [True, False])
def test_no_such_header_is_left_for_anybody_else(behind):
    environ = settled(behind, **{"for": "9.9.9.9", "host": "evil.example", "proto": "https"})
    assert [name for name in environ if "FORWARDED" in name] == []
