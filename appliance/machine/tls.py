"""Keys and certificates for HTTPS, made on the box by the openssl command.

The box signs for itself: a certificate of its own authority, which a school may install on its
devices. That authority can vouch for names of local networks only, so installing it risks nothing.
"""

import ipaddress
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from appliance.durable import whole
from appliance.machine.places import Places
from appliance.machine.running import run

_DAY: Final = 86_400
_BEFORE: Final = 275 * _DAY
_AFTER: Final = 549 * _DAY
"""Around the box's time, which may be wrong; together Apple's 825 days at most (HT210176)."""
_MARGIN: Final = 120 * _DAY
"""A certificate is made anew when so little of its time is left on either side."""
_MOST_ADDRESSES: Final = 12
_AUTHORITY_FROM: Final = "20250101000000Z"
_AUTHORITY_UNTIL: Final = "20741231235959Z"
_PERMITTED: Final = (
    *("DNS:local", "DNS:localhost"),
    *("IP:10.0.0.0/255.0.0.0", "IP:172.16.0.0/255.240.0.0", "IP:192.168.0.0/255.255.0.0"),
    *("IP:169.254.0.0/255.255.0.0", "IP:127.0.0.0/255.0.0.0"),
    "IP:fc00:0:0:0:0:0:0:0/fe00:0:0:0:0:0:0:0",
    "IP:fe80:0:0:0:0:0:0:0/ffc0:0:0:0:0:0:0:0",
)
_ALWAYS: Final = ("10.42.0.1", "127.0.0.1")


class Facts(msgspec.Struct, frozen=True):
    """What the box's certificate says: for which names and addresses, from when until when."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]
    start: int
    end: int


def ensure(places: Places, name: str, addresses: Iterable[str], now: float | None = None) -> bool:
    """Have keys and certificates that are good now; tell whether something was made.

    `name` is the box's without `.local`. Addresses of earlier networks stay in, so that a box that
    moves between two rooms keeps its certificate. Raises ToolFailed or OSError.
    """
    seconds = int(time.time() if now is None else now)
    places.tls.mkdir(mode=0o700, parents=True, exist_ok=True)
    new_authority = _authority(places)
    new_key = _key(places.tls / "box.key")
    known = None if new_authority or new_key else facts(places)
    wanted = _wanted(name, addresses, known, seconds)
    if known is not None and _good(known, wanted, seconds):
        return False
    _certify(places, wanted)
    with whole(places.tls / "box.json") as stream:
        stream.write(msgspec.json.encode(wanted))
    return True


def facts(places: Places) -> Facts | None:
    """Return what the certificate says, or None where there is none."""
    if not (places.tls / "box.crt").is_file():
        return None
    try:
        return msgspec.json.decode((places.tls / "box.json").read_bytes(), type=Facts)
    except (OSError, msgspec.MsgspecError):
        return None


def publish(places: Places) -> None:
    """Copy the authority's certificate to where the web process may read it; raises OSError."""
    data = (places.tls / "ca.crt").read_bytes()
    with whole(places.authority) as stream:
        stream.write(data)
    places.authority.chmod(0o644)


def _wanted(name: str, addresses: Iterable[str], known: Facts | None, now: int) -> Facts:
    names = (*dict.fromkeys(("crowdbox.local", f"{name}.local", "localhost")),)
    mine = [address for address in addresses if _vouched(address)]
    kept = known.addresses if known else ()
    every = (*dict.fromkeys((*_ALWAYS, *mine, *kept)),)
    return Facts(names, every[:_MOST_ADDRESSES], now - _BEFORE, now + _AFTER)


def _good(known: Facts, wanted: Facts, now: int) -> bool:
    covered = set(wanted.names) <= set(known.names)
    covered = covered and set(wanted.addresses) <= set(known.addresses)
    return covered and known.start + _MARGIN <= now <= known.end - _MARGIN


def _vouched(address: str) -> bool:
    """Tell whether the authority may vouch for an address: those of local networks only."""
    found = ipaddress.ip_address(address)
    permitted = (ipaddress.ip_network(entry) for entry in _LOCAL)
    return any(found in network for network in permitted if network.version == found.version)


_LOCAL: Final = (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8"),
    *("fc00::/7", "fe80::/10"),
)
"""The networks of _PERMITTED, as Python writes them."""


def _key(file: Path) -> bool:
    """Make a key where there is none; tell whether one was made."""
    if file.is_file():
        return False
    pem = run("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    with whole(file) as stream:
        stream.write(pem.encode("ascii"))
    return True


def _authority(places: Places) -> bool:
    key, certificate = places.tls / "ca.key", places.tls / "ca.crt"
    made = _key(key)
    if certificate.is_file() and not made:
        return False
    number = run("openssl", "rand", "-hex", "3").strip().upper()
    subject = f"/O=Crowdbox/CN=Crowdbox {number}, for this box only"
    _sign(places, key, subject, _AUTHORITY, _AUTHORITY_FROM, _AUTHORITY_UNTIL, certificate)
    return True


def _certify(places: Places, wanted: Facts) -> None:
    alternatives = [f"DNS:{name}" for name in wanted.names]
    alternatives += [f"IP:{address}" for address in wanted.addresses]
    extensions = f"{_LEAF}subjectAltName = {', '.join(alternatives)}\n"
    start, end = (
        time.strftime("%Y%m%d%H%M%SZ", time.gmtime(moment)) for moment in (wanted.start, wanted.end)
    )
    target, subject = places.tls / "box.crt", f"/O=Crowdbox/CN={wanted.names[0]}"
    _sign(places, places.tls / "box.key", subject, extensions, start, end, target)


def _sign(
    places: Places, key: Path, subject: str, extensions: str, start: str, end: str, target: Path
) -> None:
    """Write a certificate for `key` by the authority; for its own key it signs itself.

    `openssl ca`, because the older `openssl x509` takes no dates but "from now on".
    """
    with TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "index").touch()
        (work / "conf").write_text(_CONFIGURATION + extensions, encoding="ascii")
        options = ("-config", work / "conf")
        run("openssl", "req", "-new", "-key", key, "-subj", subject, *options, "-out", work / "csr")
        own = ["-selfsign"] if key == places.tls / "ca.key" else ["-cert", places.tls / "ca.crt"]
        signing = ("-keyfile", places.tls / "ca.key", "-startdate", start, "-enddate", end)
        run(
            *("openssl", "ca", "-batch", "-notext", *options, *own, *signing),
            *("-in", work / "csr", "-out", work / "crt", "-outdir", work),
            cwd=work,
        )
        made = (work / "crt").read_bytes()
    with whole(target) as stream:
        stream.write(made)


_CONFIGURATION: Final = """\
[ca]
default_ca = box
[box]
database = index
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = extensions
unique_subject = no
[any]
organizationName = supplied
commonName = supplied
[req]
distinguished_name = nothing
[nothing]
[extensions]
"""
_AUTHORITY: Final = f"""\
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
nameConstraints = critical, {", ".join(f"permitted;{entry}" for entry in _PERMITTED)}
"""
_LEAF: Final = """\
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""
