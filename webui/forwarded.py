"""What nginx says of a request that it passes on: from where it came, and whether it was encrypted.

Only nginx reaches the Unix sockets, and it puts its own word in the place of whatever the client
said. On a TCP port these headers are the client's own and count for nothing.
"""

import ipaddress
from typing import Any
from typing import Final

_FROM: Final = "HTTP_X_FORWARDED_FOR"
_SCHEME: Final = "HTTP_X_FORWARDED_PROTO"


def settle(environ: dict[str, Any], *, behind: bool) -> None:
    """Make `environ` say where the request really came from; `behind` tells whether nginx sent it.

    No header of this kind is left: nobody after this can believe one by mistake.
    """
    said = {name: environ.pop(name) for name in list(environ) if _speaks_of_others(name)}
    if not behind:
        return
    environ["REMOTE_ADDR"] = _address(said.get(_FROM, ""))
    environ["wsgi.url_scheme"] = "https" if said.get(_SCHEME) == "https" else "http"


def _speaks_of_others(name: str) -> bool:
    return name.startswith("HTTP_X_FORWARDED") or name == "HTTP_FORWARDED"


def _address(value: str) -> str:
    """Return the one address that `value` is; "" for a list of them, or none."""
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        return ""
