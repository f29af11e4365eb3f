"""The editor's texts in 80 languages: each is made when it is asked for, not all at each start.

The editor writes them as two tables of literals, three of its eleven megabytes. A browser compiles
them, makes 79 languages that nobody reads, and keeps the result beside its compiled script.
"""

import re
from re import Match
from typing import Final

from webui.scratch.build.misfit import Misfit

LANGUAGES: Final = 80
_STRING: Final = r'(?:"(?:[^"\\]|\\.)*+"|' r"'(?:[^'\\]|\\.)*+')"
_TABLE: Final = rf"\{{(?:[^{{}}\"']++|{_STRING})*+\}}"
_OF_BLOCKS: Final = re.compile(
    rf'\b(\w{{1,3}}\.ScratchMsgs\.locales)(?:\.(\w+)|\["([\w-]+)"\])=({_TABLE})'
)
_OF_EDITOR: Final = re.compile(r"messagesByLocale:(\w+),messages:\1\.en\b")
_ONE: Final = re.compile(rf'(?:"([\w-]+)"|(\w+)):({_TABLE}),?')
_LATER: Final = (
    "const crowdboxLater=(all,name,make)=>Object.defineProperty(all,name,{enumerable:!0,"
    "configurable:!0,get(){const value=make();"
    "return Object.defineProperty(all,name,{enumerable:!0,value}),value}});\n"
)


def lazy(text: str) -> str:
    """Return the editor's script with each language behind a getter. Raises Misfit."""
    text, times = _OF_BLOCKS.subn(_later, text)
    if times != LANGUAGES:
        raise Misfit(f"the blocks' texts are there in {times} languages")
    return _LATER + _editors(text)


def _later(found: Match[str]) -> str:
    place, plain, quoted, table = found.groups()
    return f'crowdboxLater({place},"{plain or quoted}",()=>({table}))'


def _editors(text: str) -> str:
    names = _OF_EDITOR.findall(text)
    if len(names) != 1 or (start := text.find(f"{names[0]}={{ab:{{")) < 0:
        raise Misfit("the editor's texts are not where they were")
    at = start + len(f"{names[0]}={{")
    made: list[str] = []
    while one := _ONE.match(text, at):
        quoted, plain, table = one.groups()
        made.append(f'crowdboxLater(all,"{quoted or plain}",()=>({table}))')
        at = one.end()
    if len(made) != LANGUAGES or text[at] != "}":
        raise Misfit(f"the editor's texts are there in {len(made)} languages")
    listed = f"{names[0]}=(all=>({','.join(made)},all))({{}})"
    return f"{text[:start]}{listed}{text[at + 1 :]}"
