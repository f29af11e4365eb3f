"""The browser's built files, compressed when they were built."""

import mimetypes
import re
from pathlib import Path
from typing import Final

from flask import abort
from flask import Flask
from flask import request
from flask import Response
from werkzeug.security import safe_join

FOLDER: Final = Path(__file__).parent / "static"
_ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
_TYPES: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".ico": "image/x-icon",
}
"""Named here because a machine's own table may say anything of them."""
_HASHED: Final = re.compile(r"(-[A-Z0-9]{8}|(^|/)[0-9a-f]{32})\.\w+$")
"""How esbuild names a file by its content, and Scratch."""
_YEAR: Final = "public, max-age=31536000, immutable"
_HOUR: Final = "public, max-age=3600"


def init_app(app: Flask) -> None:
    """Serve what lies under static/ at /static/."""
    app.add_url_rule("/static/<path:name>", "static", static)


def static(name: str) -> Response:
    """Return one file, compressed if the browser can read it so.

    A built file has the hash of its content in its name, so browsers keep it without asking.
    """
    found = safe_join(str(FOLDER), name)
    if found is None or not Path(found).is_file() or Path(found).suffix in {".br", ".gz"}:
        abort(404)
    response = _best(Path(found))
    response.headers["Cache-Control"] = _YEAR if _HASHED.search(name) else _HOUR
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _best(file: Path) -> Response:
    for encoding, suffix in _ENCODINGS:
        compressed = file.with_name(file.name + suffix)
        if request.accept_encodings[encoding] and compressed.is_file():
            response = _whole(compressed, file)
            response.headers["Content-Encoding"] = encoding
            return response
    return _whole(file, file)


def _whole(file: Path, named: Path) -> Response:
    kind = _TYPES.get(named.suffix) or mimetypes.guess_type(named.name)[0]
    return Response(file.read_bytes(), mimetype=kind or "application/octet-stream")
