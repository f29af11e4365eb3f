"""CROWDBOX.TXT: what a person reads on any laptop that the card is put into."""

from dataclasses import dataclass
from typing import Final

from appliance import __version__
from appliance.machine import boot_files
from appliance.machine.places import Places


@dataclass(frozen=True, kw_only=True)
class Note:
    """What the file tells; what is empty is left out."""

    claim_code: str = ""
    hotspot: str = ""
    """Name of the box's own Wi-Fi, while that is how the box is reached."""
    hotspot_password: str = ""
    wifi: str = ""
    """Name of the Wi-Fi that the box joins."""
    urls: tuple[str, ...] = ()
    new_password: str = ""
    mistakes: tuple[str, ...] = ()
    """What in the person's files was not understood, and what failed."""


def write(places: Places, note: Note) -> None:
    """Put the file on the FAT partition, unless it is there; raises OSError or ToolFailed."""
    # The mark at the beginning has old editors of Windows read the accents right.
    boot_files.put(places, boot_files.NOTE, b"\xef\xbb\xbf" + text(note).encode("utf-8"))


def text(note: Note) -> str:
    """Return the words, in English and French, with the line ends of Windows."""
    lines = ["CROWDBOX", ""]
    for words in (_ENGLISH, _FRENCH):
        lines += [*_paragraphs(note, words), "", "-" * 60, ""]
    return "\r\n".join([*lines, f"Crowdbox {__version__}", ""])


def _paragraphs(note: Note, words: dict[str, str]) -> list[str]:
    lines = [words["title"], ""]
    if note.new_password:
        lines += [words["new_password"].format(note.new_password), ""]
    if note.hotspot:
        lines += [words["hotspot"].format(note.hotspot)]
        lines += [words["password"].format(note.hotspot_password or words["none"])]
    if note.wifi:
        lines += [words["wifi"].format(note.wifi)]
    lines += [words["open"], *(f"   {url}" for url in note.urls)]
    if note.claim_code:
        lines += ["", words["claim"].format(note.claim_code), words["claim_why"]]
    if note.mistakes:
        lines += ["", words["mistakes"], *(f"   {mistake}" for mistake in note.mistakes)]
    return lines


_ENGLISH: Final = {
    "title": "This card belongs into a Crowdbox.",
    "new_password": "The teacher's new password: {}\r\n(It is shown here until the next start.)",
    "hotspot": "1. Join this Wi-Fi:   {}",
    "password": "   Its password:      {}",
    "none": "(none)",
    "wifi": "1. Join the Wi-Fi that the box joins:   {}",
    "open": "2. Open one of these in a browser:",
    "claim": "3. To become the teacher of this box, type this code:   {}",
    "claim_why": "   Whoever types it first is the teacher.",
    "mistakes": "Not understood or not done; everything else counts:",
}
_FRENCH: Final = {
    "title": "Cette carte va dans une Crowdbox.",
    "new_password": "Le nouveau mot de passe du professeur : {}\r\n"
    "(Il est affiché ici jusqu'au prochain démarrage.)",
    "hotspot": "1. Connectez-vous à ce Wi-Fi :   {}",
    "password": "   Son mot de passe :            {}",
    "none": "(aucun)",
    "wifi": "1. Connectez-vous au Wi-Fi que la box utilise :   {}",
    "open": "2. Ouvrez une de ces adresses dans un navigateur :",
    "claim": "3. Pour devenir le professeur de cette box, tapez ce code :   {}",
    "claim_why": "   La première personne qui le tape est le professeur.",
    "mistakes": "Pas compris ou pas fait ; tout le reste est appliqué :",
}
