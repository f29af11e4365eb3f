"""Pictures and sounds as they arrive, made into what the box stores: by the trainer's process.

Decoding what a stranger sent is dangerous and dear, so it never happens in the web process.
"""

import hashlib
from typing import Final
from typing import NamedTuple

from appliance.classroom import contents
from appliance.classroom.problems import Problem
from appliance.trainer_client import TrainerAway
from appliance.trainer_client import TrainerClient
from appliance.trainer_client import TrainerRefused

_PROBLEMS: Final = {
    "bad_picture": "bad_picture",
    "bad_sound": "bad_sound",
    "picture_too_big": "picture_too_big",
    "sound_too_long": "sound_too_long",
    "sound_too_short": "sound_too_short",
    "unsupported_media_file": "unsupported_media_file",
    "too_slow": "media_too_slow",
}
"""code of the trainer → code of the Problem."""


class Prepared(NamedTuple):
    """A picture or sound as it is stored; `key` is the SHA-256 of its bytes."""

    data: bytes
    mime: str
    preview: str
    key: str


class MediaDesk:
    """Takes in files from any number of threads; sounds of up to `max_seconds` seconds."""

    def __init__(
        self, client: TrainerClient, max_seconds: int = contents.MAX_SOUND_SECONDS
    ) -> None:
        self._client = client
        self._max_seconds = min(max_seconds, contents.MAX_SOUND_SECONDS)

    def prepare(self, kind: str, data: bytes) -> Prepared:
        """Return a picture or sound as it is to be stored; `kind` is images or sounds.

        Raises Problem `bad_picture`, `bad_sound`, `picture_too_big`, `sound_too_long`,
        `sound_too_short`, `unsupported_media_file`, `media_too_slow` or `trainer_away`.
        """
        try:
            made = self._client.media(kind, data)
        except TrainerAway:
            raise Problem("trainer_away") from None
        except TrainerRefused as refusal:
            raise self._problem(refusal) from None
        if kind == "sounds" and contents.seconds(made.data) > self._max_seconds + 0.05:
            raise self._too_long()
        return Prepared(made.data, made.mime, made.preview, hashlib.sha256(made.data).hexdigest())

    def _problem(self, refusal: TrainerRefused) -> Problem:
        if refusal.code == "sound_too_long":
            return self._too_long()
        code = _PROBLEMS.get(refusal.code)
        return Problem("trainer_away") if code is None else Problem(code, field="data")

    def _too_long(self) -> Problem:
        return Problem("sound_too_long", field="data", max=self._max_seconds)
