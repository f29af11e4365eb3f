"""What is changed in Scratch's editor: its libraries, its Cat, and all that leads off the box.

Each change says how often its place occurs, so that another edition of the editor stops the build
instead of being changed in the wrong place, or not at all.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Final
from typing import NamedTuple

from webui.scratch.build.apart import Parted
from webui.scratch.build.apart import parted
from webui.scratch.build.libraries import Lists
from webui.scratch.build.misfit import Misfit

ASSETS: Final = "/static/scratch/assets/"
_BEGINNINGS: Final = ("Abby-a", "Arctic", "Abby", "A Bass")
"""The first entry of each library that comes with the editor, in the order of Lists."""
_CLOUDS: Final = ("translate", "text2speech", "microbit", "ev3", "boost", "wedo2", "gdxfor")
"""Extensions that need the internet, or a program beside the browser that needs it."""
_CAT: Final = ("bcf454acf82e4504149f7ffe07081dbc", "0fb9be3e8397c983338cb71dc84d0b25")
_MEOW: Final = "83c36d806dc92327b9e7049a565c6bff"
_ASSET_TEXT: Final = (
    '{{id:"{id}",assetType:"ImageVector",dataFormat:"SVG",data:n.encode(\'{data}\')}}'
)
_ASSET: Final = (
    r"\{{id:\"{id}\",assetType:\"ImageVector\",dataFormat:\"SVG\",data:n\.encode\('{data}'\)\}}"
)
_EMPTY: Final = (
    '<xml style="display: none"><category name=" " id="motion" colour="#FFFFFF"'
    ' secondaryColour="#FFFFFF"></category></xml>'
)
_FIGURE: Final = Path(__file__).with_name("figure.svg")
_OURS: Final = tuple(Path(__file__).with_name(name) for name in ("measure.js", "paint.js"))


class Change(NamedTuple):
    """Text to be replaced, and how often it is there."""

    old: str
    new: str
    times: int = 1


class Cut(NamedTuple):
    """What is left out wherever it is, and how often that is."""

    pattern: str
    times: int


def _kinds(before: tuple[str, ...], gone: tuple[str, ...], after: tuple[str, ...]) -> Change:
    """Return the change that takes kinds out of a library's list of filters."""

    def written(names: tuple[str, ...]) -> str:
        return ",".join(f'{{tag:"{name}",intlLabel:Ld.{name}}}' for name in names)

    return Change(written((*before, *gone, *after)), written((*before, *after)))


CUTS: Final = (
    # The tutorials' texts in 80 languages: a tenth of what a first visit fetches.
    Cut(r'"gui\.howtos\.[^"]+":(?:"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'),?', 14_160),
    # The blocks of the first of April: a second set, with all its texts, that nothing calls here.
    Cut(r",61243:\(e,t,o\)=>\{.*?\}\)\.call\(window\)\}(?=,56698:)", 1),
    # Tables of old encodings, for browsers that have no TextDecoder; those cannot run it anyway.
    Cut(
        r'(?<=,82082:function\(e\)\{)!function\(t\)\{"use strict";e\.exports&&.*?'
        r"\}\(this\|\|\{\}\)(?=\},20831:)",
        1,
    ),
    # The blocks fall into place while it loads: a picture for each frame of a slow device.
    Cut(r"\\n    animation: loader_[^;]*;", 6),
    # Where the editor's own styles came from.
    Cut(r',\{"?version"?:3,"?sources"?:\[.*?"?sourceRoot"?:""\}', 94),
)
CHANGES: Final = (
    # Files come from the box.
    Change('"/internalapi/asset/").concat(e.assetId,".").concat(e.dataFormat,"/get/")',
           '"/").concat(e.assetId,".").concat(e.dataFormat)'),
    Change('"https://cdn.assets.scratch.mit.edu/internalapi/asset/".concat(e,"/get/")',
           f'"{ASSETS}".concat(e)'),
    Change('assetHost:"https://assets.scratch.mit.edu",projectHost:"https://projects.scratch.mit.edu"',
           'assetHost:"",projectHost:""'),
    # What needs the internet is not offered, and would not get there.
    *(Change(f'extensionId:"{name}",', f'extensionId:"{name}",hidden:!0,') for name in _CLOUDS),
    Change('"https://translate-service.scratch.mit.edu/"', '"/"'),
    Change('"https://synthesis-service.scratch.mit.edu"', '""'),
    Change("onClick:this.props.onOpenTipLibrary}",
           'style:{display:"none"},onClick:this.props.onOpenTipLibrary}'),
    # Kinds of media that our libraries do not have.
    _kinds(("people", "fantasy"), ("dance", "music", "sports", "food", "fashion"), ("letters",)),
    _kinds(("percussion",), ("space", "sports"), ("voice",)),
    _kinds(("voice",), ("wacky",), ()),
    _kinds((), ("fantasy", "music"), ("sports", "outdoors")),
    _kinds(("indoors",), ("space", "underwater", "patterns"), ()),
    Change("__webpack_require__(t?11424:3001)", "__webpack_require__(3001)"),
    # All blocks were drawn for the palette at once, and a moment later again, with the language.
    # It begins with an empty one now: what is drawn differs from it, and so the editor asks anew.
    Change("toolbox:this.props.toolboxXML,colours:", f"toolbox:'{_EMPTY}',colours:"),
    Change("this._renderedToolboxXML=this.props.toolboxXML,this.setToolboxRefreshEnabled",
           'this._renderedToolboxXML="",this.setToolboxRefreshEnabled'),
    Change("goog.userAgent.IE||goog.userAgent.EDGE?e.getBBox().width:e.getComputedTextLength()",
           "crowdboxWidth(e)", 2),
    # Made when they are needed: what checks the form of Scratch 2 programs, what reads the styles
    # of drawings, what breaks the lines of bubbles. The checks are not checked themselves.
    Change("n=o(19068)(),i=o(3056)", "n=o(19068)({validateSchema:!1,meta:!1}),i=o(3056)"),
    Change("var i=n.compile(e?A:r),", "var i=t&&t.targets?()=>!1:n.compile(e?A:r),"),
    Change("const n=o(12695),{generate:i,parse:a,walk:r}=o(64591),s=", "const n=o(12695),s="),
    Change('"style"===t.tagName){const t=a(e.textContent);',
           '"style"===t.tagName){const {generate:i,parse:a,walk:r}=__webpack_require__(64591),'
           "t=a(e.textContent);"),
    Change("58314:(e,t,o)=>{const n=o(79880),i=o(48444);e.exports=class{",
           "58314:(e,t,o)=>{e.exports=class{"),
    Change("wrapText(e,t){t=t.normalize();",
           "wrapText(e,t){const n=__webpack_require__(79880),i=__webpack_require__(48444);"
           "t=t.normalize();"),
    # The editor of costumes is made when its tab is opened.
    Change("var Ad=__webpack_require__(56934);",
           "var Ad={get default(){return __webpack_require__(56934).default}};"),
    Change("{ScratchPaintReducer:g}=__webpack_require__(56934);",
           "g=crowdboxPaint(()=>__webpack_require__(56934).ScratchPaintReducer);"),
    Change(",scratchPaint:Ad.ScratchPaintReducer", ""),
    # Our page has looked for WebGL before; each look is a context of its own.
    Change("null===Qv&&(Qv=Qt().isSupported())", "null===Qv&&(Qv=!0)"),
    # The editor has React in it, and our page draws it with that.
    Change("__webpack_require__.d(__webpack_exports__,{AppStateHOC:()=>qv,",
           "__webpack_require__.d(__webpack_exports__,{React:()=>__webpack_require__(96540),"
           "ReactDOM:()=>__webpack_require__(40961),AppStateHOC:()=>qv,"),
    # No logo.
    Change('o.createElement("img",{id:"logo_img",alt:"Scratch",',
           'o.createElement("span",{id:"logo_img",hidden:!0,'),
)  # fmt: skip


def patched(text: str, lists: Lists) -> Parted:
    """Return the editor's script with all changes, and what lies beside it. Raises Misfit."""
    for beginning, entries in zip(_BEGINNINGS, lists, strict=True):
        text = _library(text, beginning, entries)
    for change in CHANGES:
        if text.count(change.old) != change.times:
            raise Misfit(f"{change.old!r} is there {text.count(change.old)} times")
        text = text.replace(change.old, change.new)
    for cut in CUTS:
        text, times = re.subn(cut.pattern, "", text, flags=re.DOTALL)
        if times != cut.times:
            raise Misfit(f"{cut.pattern} is there {times} times")
    ours = "".join(file.read_text(encoding="utf-8") for file in _OURS)
    parts = parted(ours + _without_cat(text))
    return parts._replace(script=held(_plain(parts.script)))


def held(script: str) -> str:
    """Return a script that does nothing where our page says so: editor/script.js has the reason."""
    return f"if(globalThis.crowdboxRun!==false){{{script}\n}}"


def _plain(text: str) -> str:
    """Return a script in ASCII: a browser keeps it in one byte a character instead of two."""
    if re.search(r"\\[^\x00-\x7f]", text):  # would become an escaped backslash
        raise Misfit("a character beyond ASCII is escaped by itself")
    return re.sub(r"[^\x00-\x7f]", lambda found: json.dumps(found[0])[1:-1], text)


def _library(text: str, beginning: str, entries: list[dict[str, object]]) -> str:
    opening = f'JSON.parse(\'[{{"name":"{beginning}"'
    if text.count(opening) != 1:
        raise Misfit(f"the library of {beginning!r}")
    start = text.index(opening)
    end = text.index("]')", start) + len("]')")
    written = json.dumps(entries, separators=(",", ":")).replace("\\", "\\\\").replace("'", "\\'")
    return f"{text[:start]}JSON.parse('{written}'){text[end:]}"


def _without_cat(text: str) -> str:
    """Let a new project begin with our own figure, which makes no sound."""
    drawing = _FIGURE.read_text(encoding="utf-8").strip()
    mark = hashlib.md5(drawing.encode(), usedforsecurity=False).hexdigest()
    costume = (
        f'costumes:[{{assetId:"{mark}",name:t(u.costume,{{index:1}}),bitmapResolution:1,'
        f'md5ext:"{mark}.svg",dataFormat:"svg",rotationCenterX:48,rotationCenterY:48}}]'
    )
    text = _once(rf'costumes:\[\{{assetId:"{_CAT[0]}"[^\]]*\]', costume, text)
    text = _once(rf'sounds:\[\{{assetId:"{_MEOW}"[^\]]*\]', "sounds:[]", text)
    for place, gone in enumerate(_CAT):
        id = mark if place == 0 else f"{mark[:-1]}{'0' if mark[-1] != '0' else '1'}"
        pattern = _ASSET.format(id=gone, data=".*?")
        text = _once(pattern, _ASSET_TEXT.format(id=id, data=drawing), text)
    if _CAT[0] in text or _CAT[1] in text:
        raise Misfit("the Cat is somewhere else, too")
    return text


def _once(pattern: str, new: str, text: str) -> str:
    changed, count = re.subn(pattern, lambda _: new, text, flags=re.DOTALL)
    if count != 1:
        raise Misfit(f"{pattern} is there {count} times")
    return changed
