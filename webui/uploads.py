"""Where the files of forms are kept while they arrive."""

import tempfile
from typing import Any
from typing import IO

from flask import Flask
from flask import Request

from webui.box import box


def init_app(app: Flask) -> None:
    """Keep uploaded files in the data folder: /tmp may be in memory, and too small for them."""
    app.request_class = BoxRequest


class BoxRequest(Request):
    """A request whose files are on disk."""

    def _get_file_stream(self, *about: Any, **more: Any) -> IO[bytes]:
        # werkzeug's documented place to say where the file of a form goes
        return tempfile.TemporaryFile(dir=box().paths.run)
