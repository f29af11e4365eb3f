"""The way to HTTPS: the page about the warning, and the certificate to install."""

import re

import pytest

from appliance.machine.places import Places

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
IPAD = "Mozilla/5.0 (iPad; CPU OS 18_0) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


@pytest.fixture
def secure(make_app, world):
    """A box with HTTPS beside HTTP."""
    return make_app(world.folder, https_port=443)


@pytest.fixture
def visitor(secure):
    return secure.test_client()


def test_the_page_leads_to_the_same_page_over_https(visitor):
    page = visitor.get("/camera?next=/projects/7", headers={"Host": "crowdbox.local"}).text
    assert 'href="https://crowdbox.local/projects/7"' in page
    assert 'href="/projects/7"' in page


def test_the_page_never_leads_to_another_website(visitor):
    page = visitor.get("/camera?next=//evil.example").text
    assert 'href="https://localhost/"' in page
    assert not re.search(r'href="[^"]*evil', page)


@pytest.mark.parametrize(
    ("agent", "first"),
    [
        (FIREFOX, "Accept the Risk"),
        (CHROME, "Continue to"),
        (IPAD, "visit this website"),
        ("", "Continue to"),
    ],
)
def test_the_browser_that_asks_is_explained_first(visitor, agent, first):
    page = visitor.get("/camera", headers={"User-Agent": agent}).text
    words = ("Accept the Risk", "Continue to", "visit this website")
    assert min(words, key=page.index) == first


def test_whoever_is_there_already_goes_on(visitor):
    reply = visitor.get("/camera?next=/join", base_url="https://localhost")
    assert (reply.status_code, reply.location) == (302, "/join")


def test_without_https_nothing_is_offered(browser):
    assert browser("").get("/camera").status_code == 302
    assert "data-secure" not in browser("").get("/join").text


def test_pages_over_http_know_the_way_and_those_over_https_need_none(visitor):
    assert 'data-secure="/camera"' in visitor.get("/join").text
    assert "data-secure" not in visitor.get("/join", base_url="https://localhost").text


def test_the_certificate_is_a_file_to_install(secure, visitor, tmp_path):
    secure.extensions["crowdbox"].places = Places(runtime=tmp_path)
    (tmp_path / "ca.crt").write_bytes(b"-----BEGIN CERTIFICATE-----")
    reply = visitor.get("/ca.crt")
    assert reply.mimetype == "application/x-x509-ca-cert"
    assert reply.data.startswith(b"-----BEGIN")
    assert "crowdbox-ca.crt" in reply.headers["Content-Disposition"]
    assert 'href="/ca.crt"' in visitor.get("/camera").text


def test_without_a_certificate_there_are_words(secure, visitor, tmp_path):
    secure.extensions["crowdbox"].places = Places(runtime=tmp_path)
    reply = visitor.get("/ca.crt")
    assert reply.status_code == 404
    assert "no certificate" in reply.text
    assert "/ca.crt" not in visitor.get("/camera").text
