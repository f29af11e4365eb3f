"""Where files are kept while they arrive, so that slow ones take no memory and hold nobody up."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any
from typing import Final
from typing import IO

from flask import Flask
from flask import Request
from flask import request

from appliance.storage.errors import card_errors
from webui.box import box

IN_MEMORY: Final = 1 << 20
"""Bytes of a file that are in memory while it arrives; what is larger goes to the card."""
_CHUNK: Final = 1 << 16
_TURNS: Final = BoundedSemaphore(3)
"""How many whole files may be in memory at once, to be looked at and stored."""


def init_app(app: Flask) -> None:
    """Keep uploaded files in the data folder: /tmp may be in memory, and too small for them."""
    app.request_class = BoxRequest


class BoxRequest(Request):
    """A request whose files are on disk."""

    def _get_file_stream(self, *about: Any, **more: Any) -> IO[bytes]:
        # werkzeug's documented place to say where the file of a form goes
        return tempfile.TemporaryFile(dir=box().paths.run)


@contextmanager
def arrived(most: int) -> Iterator[bytes]:
    """Give the body of the request, a file of up to `most` bytes, once all of it is there.

    Few are given at once, however many arrive: be quick in the block. Raises werkzeug's
    RequestEntityTooLarge, StorageFull or StorageFailed.
    """
    request.max_content_length = most
    with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(box().paths.run)) as file:
        while chunk := request.stream.read(_CHUNK):
            with card_errors():
                file.write(chunk)
        with _TURNS:
            file.seek(0)
            yield file.read()
