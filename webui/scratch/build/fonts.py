"""The fonts of drawings: files beside the editor's script, where they were base64 in it."""

import base64
import re
from typing import Final

from webui.scratch.build.misfit import Misfit

FONTS: Final = 7
_TABLE: Final = re.compile(
    r'18413:\(e,t,o\)=>\{let n;e\.exports=function\(\)\{if\(n\)return n;n=\{((?:"?[A-Z][\w ]*"?:o\('
    r"\d+\),?)+)\};.*?return n\}\}(?=,\d)",
    re.DOTALL,
)
_ONE: Final = re.compile(r'"?([A-Z][\w ]*)"?:o\((\d+)\)')
_MEASURE: Final = "o=e.outerHTML,i=n.sanitize(o,"


def taken(text: str) -> tuple[str, dict[str, tuple[str, bytes]]]:
    """Return the script without its fonts, and (name of file, content) of each. Raises Misfit."""
    tables = _TABLE.findall(text)
    if len(tables) != 1 or text.count(_MEASURE) != 1:
        raise Misfit("the fonts are not where they were")
    text = _TABLE.sub("18413:e=>{e.exports=crowdboxApart.fonts}", text)
    text = text.replace(_MEASURE, f"o=crowdboxApart.faced(e.outerHTML),{_MEASURE.split(',')[1]},")
    found: dict[str, tuple[str, bytes]] = {}
    for name, module in _ONE.findall(tables[0]):
        text, body = _font(text, module)
        suffix = "otf" if body.startswith(b"OTTO") else "ttf"
        found[name] = (f"fonts/{name.lower().replace(' ', '-')}.{suffix}", body)
    if len(found) != FONTS:
        raise Misfit(f"the editor has {len(found)} fonts")
    return text, found


def _font(text: str, module: str) -> tuple[str, bytes]:
    place = re.compile(rf'(?<=[{{,]){module}:e=>\{{e\.exports="([A-Za-z0-9+/=]+)"\}}')
    bodies = place.findall(text)
    if len(bodies) != 1:
        raise Misfit(f"the font {module} is there {len(bodies)} times")
    return place.sub(f"{module}:e=>{{}}", text), base64.b64decode(bodies[0])
