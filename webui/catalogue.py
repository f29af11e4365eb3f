"""The catalogue of texts: `python -m webui.catalogue` brings it up to date with the sources.

English is the key of every text. Each other language has one file of translations, in which new
texts then stand with nothing beside them, and from which those that nobody says any more are gone.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from babel.messages.pofile import write_po

ROOT: Final = Path(__file__).parent.parent
FOLDER: Final = Path(__file__).parent / "translations"
KEYWORDS: Final = {**DEFAULT_KEYWORDS, "t": None, "nt": (1, 2)}
"""The calls that say a text: gettext's in Python and Jinja, `t` and `nt` in scripts."""
_HEADER: Final = """# Translations of Crowdbox, an open-source box for classrooms.
# Students are children of 8 to 16: short sentences, simple words."""


def extracted(root: Path = ROOT) -> Catalog:
    """Return every text that the sources under `root` say."""
    with (root / "webui" / "babel.cfg").open(encoding="utf-8") as configuration:
        methods, options = parse_mapping_cfg(configuration)  # type: ignore[no-untyped-call]
    catalog = Catalog(fuzzy=False)
    for _, _, text, _, context in extract_from_dir(root, methods, options, KEYWORDS):
        catalog.add(text, context=context)
    return catalog


def languages() -> list[str]:
    """Return the languages that have a file of translations."""
    return sorted(file.parent.parent.name for file in FOLDER.glob("*/LC_MESSAGES/messages.po"))


def file_of(language: str) -> Path:
    """Return the file of a language's translations."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def translated(language: str) -> Catalog:
    """Return the translations of a language."""
    with file_of(language).open("rb") as file:
        return read_po(file, locale=language)


def texts(catalog: Catalog) -> Iterator[Message]:
    """Yield the texts of a catalogue without its header."""
    return (message for message in catalog if message.id)


def update(language: str, sources: Catalog) -> list[Message]:
    """Give a language's file the texts of `sources` and return those without a translation."""
    before = translated(language)
    after = Catalog(
        locale=language,
        header_comment=_HEADER,
        project="Crowdbox",
        version="1",
        msgid_bugs_address="CONTRIBUTING.md",
        last_translator="Crowdbox",
        language_team="Crowdbox",
        creation_date=before.creation_date,  # no other line changes where no text does
        revision_date=before.creation_date,
        fuzzy=False,
    )
    for message in texts(sources):
        known = before.get(message.id)
        after.add(message.id, known.string if known else "", flags=message.flags)
    with file_of(language).open("wb") as file:
        write_po(file, after, sort_output=True, omit_header=False, width=100)
    return [message for message in texts(after) if not _complete(message)]


def _complete(message: Message) -> bool:
    forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(forms)


def _main() -> None:
    sources = extracted()
    for language in languages():
        for message in update(language, sources):
            sys.stdout.write(f"{language}: no translation of {message.id!r}\n")


if __name__ == "__main__":
    _main()
