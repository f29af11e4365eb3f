"""An edition of the editor's script with each place that the build changes, and nothing else."""

from base64 import b64encode

from webui.scratch.build import fonts
from webui.scratch.build import languages
from webui.scratch.build import patches

CAT, OTHER = patches._CAT
FONTS = ("Sans Serif", "Serif", "Handwriting", "Marker", "Curly", "Pixel", "Scratch")


def language_tables(many=languages.LANGUAGES):
    """Return the editor's two tables of texts, as it writes them."""
    names = ["ab", "en", "zh-tw", *(f"l{number}" for number in range(many - 3))]
    at = {name: f'["{name}"]' if "-" in name else f".{name}" for name in names}
    blocks = ",".join(f"""n.ScratchMsgs.locales{at[name]}={{GO:"{name} %1"}}""" for name in names)
    editor = ",".join(
        f"""{f'"{name}"' if "-" in name else name}:{{"gui.go":"{name} {{x}}",'it\\'s':'"'}}"""
        for name in names
    )
    return f"""
        const n={{ScratchMsgs:{{locales:{{}}}}}};{blocks};
        const uM={{{editor}}},gM={{locale:"en",messagesByLocale:uM,messages:uM.en}};"""


def font_modules(many=fonts.FONTS):
    """Return the modules of the editor's fonts: module 8 is OpenType of Adobe's kind."""
    listed = ",".join(
        f'"{name}":o({number})' if " " in name else f"{name}:o({number})"
        for number, name in enumerate(FONTS[:many], 7)
    )
    bodies = ",".join(
        f'{number}:e=>{{e.exports="{b64encode(font_bytes(number)).decode()}"}}'
        for number in range(7, 7 + many)
    )
    return (
        f"const m={{1:e=>{{}},18413:(e,t,o)=>{{let n;e.exports=function(){{if(n)return n;"
        f'n={{{listed}}};for(const e in n)n[e]="@font-face {{"+n[e];return n}}}},{bodies}}};'
        "function measured(e,n){const t=1,o=e.outerHTML,i=n.sanitize(o,2);return i}"
    )


def font_bytes(number):
    """Return the content of the font that is module `number`."""
    return (b"OTTO" if number == 8 else b"\0\1\0\0") + bytes(range(256)) + bytes([number])


def editor_script(**changes):
    """Return a text that has each place that is patched, and nothing else."""
    parts = {
        "libraries": "".join(
            f"""x=JSON.parse('[{{"name":"{name}","say":"it\\'s"}}]');"""
            for name in patches._BEGINNINGS
        ),
        "changes": "\n".join((change.old + "\n") * change.times for change in patches.CHANGES),
        "cat": f'costumes:[{{assetId:"{CAT}"}},{{assetId:"{OTHER}"}}],sounds:[{{assetId:"'
        f'{patches._MEOW}"}}],'
        + ",".join(
            f"""{{id:"{each}",assetType:"ImageVector",dataFormat:"SVG",data:n.encode('<svg/>')}}"""
            for each in (CAT, OTHER)
        ),
        "cuts": '"gui.howtos.x":"y",' * 14_160
        + ',{version:3,sources:[],sourceRoot:""}' * 94
        + ",61243:(e,t,o)=>{cats}).call(window)},56698:"
        + ',82082:function(e){!function(t){"use strict";e.exports&&(e.exports=t)}(this||{})},20831:'
        + r"\n    animation: loader_x 1s;" * 6,
        "texts": language_tables(),
        "fonts": font_modules(),
    }
    return "\n".join((parts | changes).values())
