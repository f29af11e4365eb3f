"""What devices ask, to find out whether they have the internet, and what they call success.

The hosts are those of each system's own sources or documents, as other captive portals have found
them; paths such as `/generate_204` are asked at many hosts, by makers of phones too.
"""

from typing import Final

from msgspec import Struct

_HTML: Final = "text/html"
_PLAIN: Final = "text/plain"


class Answer(Struct, frozen=True):
    """What one kind of system expects where there is the internet."""

    body: str = ""
    kind: str = _PLAIN
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


_ONLINE: Final = (("X-NetworkManager-Status", "online"),)
NOTHING: Final = Answer(status=204)
APPLE: Final = Answer(
    "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>\n", _HTML
)
NETWORK_MANAGER: Final = Answer("NetworkManager is online\n", headers=_ONLINE)

HOSTS: Final[dict[str, Answer]] = {
    # Apple
    **dict.fromkeys(
        (
            "captive.apple.com", "www.apple.com", "www.appleiphonecell.com", "www.itools.info",
            "www.ibook.info", "www.airport.us", "www.thinkdifferent.us",
        ),
        APPLE,
    ),
    # Android, ChromeOS
    **dict.fromkeys(
        (
            "connectivitycheck.gstatic.com", "connectivitycheck.android.com", "www.gstatic.com",
            "clients1.google.com", "clients3.google.com", "play.googleapis.com",
        ),
        NOTHING,
    ),
    # Windows
    "www.msftconnecttest.com": Answer("Microsoft Connect Test"),
    "ipv6.msftconnecttest.com": Answer("Microsoft Connect Test"),
    "www.msftncsi.com": Answer("Microsoft NCSI"),
    # Firefox: an older path of the same host expects a word
    "detectportal.firefox.com": Answer(
        '<meta http-equiv="refresh" '
        'content="0;url=https://support.mozilla.org/kb/captive-portal"/>',
        _HTML,
    ),
    # Linux desktops
    "nmcheck.gnome.org": NETWORK_MANAGER,
    "network-test.debian.org": NETWORK_MANAGER,
    "connectivity-check.ubuntu.com": Answer(status=204, headers=_ONLINE),
    "networkcheck.kde.org": Answer("OK\n"),
    "fedoraproject.org": Answer("OK\n", headers=_ONLINE),
    # Kindle and Fire tablets
    "spectrum.s3.amazonaws.com": Answer("81ce4465-7167-4dcb-835b-dcc9e44c112a\n", _HTML),
}  # fmt: skip
"""host that a system asks → what it calls success there."""
_PATHS: Final = {
    "/generate_204": NOTHING,
    "/gen_204": NOTHING,
    "/hotspot-detect.html": APPLE,
    "/library/test/success.html": APPLE,
    "/connecttest.txt": Answer("Microsoft Connect Test"),
    "/ncsi.txt": Answer("Microsoft NCSI"),
    "/success.txt": Answer("success\n"),
}
"""path that says by itself what is asked, at whatever host → what is success there."""
_FOR_PEOPLE: Final = {("www.msftconnecttest.com", "/redirect")}
"""What a system opens in the browser, for a person to read."""


def success(host: str, path: str) -> Answer | None:
    """Return what the sender of a request calls success; None where the request is no probe."""
    if (host, path) in _FOR_PEOPLE:
        return None
    return _PATHS.get(path) or HOSTS.get(host)
