"""What a device sees that has joined the hotspot and asks for some other host: where the box is.

The page works in the small browsers that systems open for this: no script, storage or cookie, and
nothing of the app itself. Once somebody has pressed OK on it, the device's own questions get the
answers that it calls success, so that it stops asking and stays on the Wi-Fi.
"""

import ipaddress
import re
import threading
from collections import OrderedDict
from typing import Final

import segno
from flask import Flask
from flask import redirect
from flask import render_template
from flask import request
from flask import Response
from werkzeug import Response as AnyResponse

from appliance import addresses
from appliance.classroom import klass
from webui import doors
from webui import probes
from webui.box import box

OK: Final = "/portal/ok"
_ASSETS: Final = "/static/"
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_MOST: Final = 2_000
_PORT: Final = re.compile(r":\d*$")


class Guests:
    """The addresses of the devices on which somebody has pressed OK since the box started.

    The latest `most` are kept; a device that is forgotten is shown the page again.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._addresses: OrderedDict[str, None] = OrderedDict()

    def welcome(self, address: str) -> None:
        """Remember that the person at `address` knows the way."""
        with self._lock:
            self._addresses[address] = None
            self._addresses.move_to_end(address)
            if len(self._addresses) > self._most:
                self._addresses.popitem(last=False)

    def __contains__(self, address: str) -> bool:
        """Tell whether the person at `address` knows the way."""
        return address in self._addresses


def init_app(app: Flask) -> None:
    """Answer for other hosts before anything of `app` does; only where the box is a hotspot."""
    if not app.extensions["crowdbox"].settings.portal:
        return
    guests = Guests()
    app.before_request(lambda: _answer(guests))


def is_ours(host: str, name: str) -> bool:
    """Tell whether a Host header means this box, which asked for `name` on the network.

    That is every bare address, and the name with whatever a network puts behind it; without a
    Host, a program on the box asks for its health.
    """
    bare = _bare(host)
    if bare in {"", "localhost"} or _is_address(bare):
        return True
    if bare in probes.HOSTS:
        return False
    return re.fullmatch(rf"{re.escape(name)}(-\d+)?(\..*)?", bare) is not None


def _bare(host: str) -> str:
    """Return the name or address of a Host header as it can be compared."""
    without_port = host if host.endswith("]") else _PORT.sub("", host)
    return without_port.strip("[]").rstrip(".").lower()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _answer(guests: Guests) -> AnyResponse | None:
    """Answer a request that is not for the box itself; None where it is."""
    host = request.headers.get("Host", "")
    if doors.scratch() or is_ours(host, box().settings.name):
        return None
    if request.path.startswith(_ASSETS):
        return None
    client = request.remote_addr or ""
    if request.path == OK and request.method == "POST":
        guests.welcome(client)
        return _page(seen=True)
    if request.method not in {"GET", "HEAD"}:
        return _page(seen=False, status=511)  # RFC 6585: Network Authentication Required
    if client not in guests:
        return _page(seen=False)
    expected = probes.success(_bare(host), request.path)
    return redirect(_reached().url(_address())) if expected is None else _as_response(expected)


def _as_response(answer: probes.Answer) -> Response:
    response = Response(answer.body, answer.status, dict(answer.headers), mimetype=answer.kind)
    if answer.status == 204:
        del response.headers["Content-Type"]
    return response


def _page(*, seen: bool, status: int = 200) -> Response:
    reached, room = _reached(), klass.classroom(box().room)
    join = f"{reached.url(_address())}/join"
    drawing = segno.make(join, error="m", micro=False)
    shown = render_template(
        "portal.html",
        seen=seen,
        ok=OK,
        address=reached.url(_address()).removeprefix("http://"),
        name=reached.url(reached.name).removeprefix("http://") if reached.name else "",
        qr=drawing.svg_data_uri(border=2, omitsize=True, svgclass=None, lineclass=None),
        code_needed=room is not None and room.code_needed,
    )
    headers = {"Content-Security-Policy": _POLICY}
    return Response(shown, status, headers, mimetype="text/html")


def _reached() -> addresses.Reachable:
    return addresses.network(box().settings)


def _address() -> str:
    """Return the box's address in the network from which the request came."""
    towards = addresses.source_towards(request.remote_addr or "")
    return towards or (_reached().addresses or ("localhost",))[0]
