"""A small client of the box's JSON API, for the demo's teacher and students."""

import http.client
import json
from typing import Any

SECONDS = 30
"""How long one call may take before it counts as lost."""
TIMES = 3
"""How often a call is sent before the demo gives up on the box."""


class Refused(Exception):
    """The box said no; `code` is the problem's stable name, `status` the HTTP status."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status = status
        self.code = code
        super().__init__(message)


class Client:
    """One person's connection to the box, kept open between calls; not for several threads."""

    def __init__(self, port: int, token: str = "", seconds: float = SECONDS) -> None:
        self.token = token
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Return the JSON reply to `method` on `/api/v1` + `path`; raises Refused, OSError.

        A lost connection is opened again, as a browser does; so calls must be safe to repeat.
        """
        for left in reversed(range(TIMES)):
            try:
                return self._once(method, path, body)
            except (http.client.HTTPException, OSError) as error:
                self._connection.close()
                if not left:
                    raise OSError(f"the box did not answer {method} {path}") from error
        raise AssertionError("the loop returns or raises")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _once(self, method: str, path: str, body: object) -> Any:
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        self._connection.request(method, f"/api/v1{path}", data, headers)
        reply = self._connection.getresponse()
        text = reply.read()
        if reply.status >= 400:
            raise _refusal(reply.status, text)
        return json.loads(text) if text else None


def _refusal(status: int, text: bytes) -> Refused:
    try:
        error = json.loads(text)["error"]
        return Refused(status, str(error["code"]), str(error["message"]))
    except (ValueError, KeyError, TypeError):
        return Refused(status, "unreadable", f"the box answered {status}")
