import ssl
import time
from pathlib import Path

import pytest

from appliance.machine import tls
from appliance.machine.places import Places
from appliance.machine.running import run
from appliance.machine.running import ToolFailed

DAY = 86_400
NOW = 1_800_000_000.0


def told(places: Places, name: str) -> str:
    return run("openssl", "x509", "-in", places.tls / name, "-noout", "-text")


def verified(places: Places, certificate: Path, at: float = NOW) -> str:
    authority = ("-CAfile", places.tls / "ca.crt", "-attime", str(int(at)))
    return run("openssl", "verify", *authority, certificate)


@pytest.fixture
def made(places: Places) -> Places:
    tls.ensure(places, "room-12", ["192.168.1.9", "8.8.8.8", "fd00::5"], NOW)
    return places


def test_the_certificate_is_the_authoritys(made: Places) -> None:
    assert "OK" in verified(made, made.tls / "box.crt")


@pytest.mark.parametrize(
    "name", ["crowdbox.local", "room-12.local", "localhost", "10.42.0.1", "192.168.1.9", "FD00:"]
)
def test_it_names_every_way_to_the_box(made: Places, name: str) -> None:
    assert name in told(made, "box.crt")


def test_it_names_no_address_of_the_internet(made: Places) -> None:
    assert "8.8.8.8" not in told(made, "box.crt")


def test_it_holds_at_most_as_long_as_apple_allows(made: Places) -> None:
    found = tls.facts(made)
    assert found is not None
    assert found.end - found.start <= 825 * DAY


def test_python_and_nginx_can_use_the_key(made: Places) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.tls / "box.crt", made.tls / "box.key")


def test_the_keys_are_roots_alone(made: Places) -> None:
    assert {(made.tls / name).stat().st_mode & 0o777 for name in ("ca.key", "box.key")} == {0o600}


def test_nothing_is_made_twice(made: Places) -> None:
    assert not tls.ensure(made, "room-12", [], NOW + 100 * DAY)


def test_a_new_address_makes_a_new_certificate_with_the_same_key_and_the_old_addresses(
    made: Places,
) -> None:
    key = (made.tls / "box.key").read_bytes()
    assert tls.ensure(made, "room-12", ["10.0.0.7"], NOW)
    found = tls.facts(made)
    assert found is not None
    assert {"10.0.0.7", "192.168.1.9"} <= set(found.addresses)
    assert (made.tls / "box.key").read_bytes() == key


@pytest.mark.parametrize("days", [-200, 450, 5_000])
def test_a_clock_far_from_the_middle_makes_a_new_certificate(made: Places, days: int) -> None:
    authority = (made.tls / "ca.crt").read_bytes()
    assert tls.ensure(made, "room-12", [], NOW + days * DAY)
    assert "OK" in verified(made, made.tls / "box.crt", NOW + days * DAY)
    assert (made.tls / "ca.crt").read_bytes() == authority


def test_the_authority_vouches_for_no_name_of_the_internet(made: Places) -> None:
    wrong = tls.Facts(("bank.example",), (), int(NOW), int(NOW) + DAY)
    tls._certify(made, wrong)
    with pytest.raises(ToolFailed, match="permitted subtree violation"):
        verified(made, made.tls / "box.crt")


def test_the_authority_holds_for_decades(made: Places) -> None:
    assert "Not After : Dec 31 23:59:59 2074" in told(made, "ca.crt")


def test_a_power_cut_between_key_and_certificate_is_made_good(made: Places) -> None:
    (made.tls / "box.crt").unlink()
    assert tls.ensure(made, "room-12", [], NOW)
    assert "OK" in verified(made, made.tls / "box.crt")


def test_a_lost_key_means_a_new_authority_and_a_certificate_of_it(made: Places) -> None:
    (made.tls / "ca.key").unlink()
    assert tls.ensure(made, "room-12", [], NOW)
    assert "OK" in verified(made, made.tls / "box.crt")


def test_everybody_may_read_the_copy_of_the_authoritys_certificate(made: Places) -> None:
    tls.publish(made)
    assert made.authority.stat().st_mode & 0o777 == 0o644
    assert made.authority.read_bytes() == (made.tls / "ca.crt").read_bytes()


def test_now_is_the_default(places: Places) -> None:
    tls.ensure(places, "crowdbox", [])
    found = tls.facts(places)
    assert found is not None
    assert found.start < time.time() < found.end
