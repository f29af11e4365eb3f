"""The client of the trainer, as docs/trainer.md says."""

import http.client
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import closing
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import msgspec

from appliance.trainer_link import Connection
from appliance.trainer_link import Link
from appliance.trainer_link import patiently
from appliance.trainer_link import TrainerAway
from appliance.trainer_link import TrainerRefused
from appliance.trainer_messages import AnyEvent
from appliance.trainer_messages import Done
from appliance.trainer_messages import Failed
from appliance.trainer_messages import Heartbeat
from appliance.trainer_messages import LabelConfidence
from appliance.trainer_messages import Missing
from appliance.trainer_messages import Normalised
from appliance.trainer_messages import Point
from appliance.trainer_messages import Prediction
from appliance.trainer_messages import Predictions
from appliance.trainer_messages import Progress
from appliance.trainer_messages import Stored
from appliance.trainer_messages import Uses
from appliance.trainer_messages import WordWeight

__all__ = [
    "Done",
    "Failed",
    "Heartbeat",
    "LabelConfidence",
    "Missing",
    "Normalised",
    "Point",
    "Prediction",
    "Progress",
    "Stored",
    "TrainerAway",
    "TrainerClient",
    "TrainerRefused",
    "Uses",
    "WordWeight",
]

FIT_PATIENCE = 5.0
PREDICT_PATIENCE = 2.0
"""Seconds in which the supervisor has usually started a dead trainer again."""
SHORT_PATIENCE = 1.0
MOST_VECTORS = 256
"""Items whose vectors may be computed with one request."""
_MOST_ITEMS = 1_000
_MOST_REASONS = 50

T = TypeVar("T")


class TrainerClient:
    """Talks to the trainer from any number of threads; connections for short calls are kept.

    Every method but `cancel` and `forget` raises TrainerAway and TrainerRefused.
    """

    def __init__(self, path: Path) -> None:
        self._link = Link(path)

    @contextmanager
    def fit(
        self, name: str, request: bytes, *, memory_mb: int, seconds: int
    ) -> Iterator[Iterator[AnyEvent]]:
        """Train, or make a study, and give the events; leaving the block before the last cancels.

        Raises TrainerAway also when the trainer dies meanwhile.
        """
        url = f"/fits/{name}?memory_mb={memory_mb}&seconds={seconds}"

        def begin() -> tuple[Connection, http.client.HTTPResponse]:
            connection = Connection(self._link.path)
            try:
                return connection, connection.sent("POST", url, request)
            except BaseException:
                connection.close()
                raise

        connection, response = patiently(begin, FIT_PATIENCE)
        with closing(connection), closing(response):
            yield _events(response)

    def cancel(self, name: str) -> None:
        """End a training, if it runs."""
        with suppress(TrainerAway, TrainerRefused):
            self._ask("DELETE", f"/fits/{name}", patience=SHORT_PATIENCE)

    def forget(self, model: str) -> None:
        """Have the trainer drop its copy of a model."""
        with suppress(TrainerAway, TrainerRefused):
            self._ask("DELETE", f"/models/{model}", patience=SHORT_PATIENCE)

    def download(self, model: str) -> bytes:
        """Return the bytes of a model."""
        return self._ask("GET", f"/models/{model}", patience=FIT_PATIENCE)

    def report(self, name: str) -> bytes:
        """Return what a training said of each example in cross-validation, as JSON."""
        return self._ask("GET", f"/reports/{name}", patience=FIT_PATIENCE)

    def predict(
        self, model: str, file: Path, data: Sequence[str], why: bool = True
    ) -> list[Prediction]:
        """Return the prediction of each item; `file` is brought along where it is needed.

        An item is a text, a row of numbers as JSON, or a picture or sound in base64. TrainerRefused
        is `damaged_model` where the file is not whole; raises OSError where there is none.
        """
        found: list[Prediction] = []
        most = _MOST_REASONS if why else _MOST_ITEMS
        for start in range(0, len(data), most):
            question = {"data": data[start : start + most], "why": why}
            body = msgspec.json.encode(question)
            reply = self._of_model(model, file, "predict", body)
            found.extend(_read(reply, Predictions).predictions)
        return found

    def export(self, model: str, file: Path, about: bytes) -> bytes:
        """Return the zip in which a model runs elsewhere; `about` is what its card says, as JSON.

        Raises OSError where there is no readable `file`.
        """
        return self._of_model(model, file, "export", about)

    def uses(self, language: str = "") -> dict[str, Uses]:
        """Return type of example → which network this box uses for it."""
        reply = self._ask("GET", f"/uses?language={quote(language)}")
        return _read(reply, dict[str, Uses])

    def media(self, kind: str, data: bytes) -> Normalised:
        """Return a picture or sound as it is to be stored; `kind` is images or sounds.

        TrainerRefused says with `bad_picture`, `bad_sound`, `picture_too_big`, `sound_too_long`,
        `sound_too_short` or `unsupported_media_file` what is wrong with it.
        """
        reply = self._ask("POST", f"/media/{kind}", data)
        try:
            return msgspec.msgpack.decode(reply, type=Normalised)
        except msgspec.MsgspecError as error:
            raise TrainerAway from error

    def missing(self, kind: str, keys: Sequence[str], language: str = "") -> Missing:
        """Return which keys of contents have no vector yet."""
        url = f"/vectors/{kind}/missing?language={quote(language)}"
        return _read(self._ask("POST", url, msgspec.json.encode({"keys": keys})), Missing)

    def store_vectors(
        self, kind: str, items: Sequence[tuple[str, bytes]], language: str = ""
    ) -> Stored:
        """Compute and keep the vectors of up to MOST_VECTORS (key, content), and wait for it.

        A key is the SHA-256 of its content. TrainerRefused is `missing_weights` where the network
        is not on this box.
        """
        url = f"/vectors/{kind}?language={quote(language)}"
        body = msgspec.msgpack.encode(items)
        return _read(self._ask("POST", url, body, FIT_PATIENCE), Stored)

    def forget_vectors(self, keys: Sequence[str]) -> None:
        """Have the vectors of contents that are gone deleted."""
        self._ask("POST", "/vectors/forget", msgspec.json.encode({"keys": keys}))

    def close(self) -> None:
        """Close the connections that are kept."""
        self._link.close()

    def _of_model(self, model: str, file: Path, verb: str, body: bytes) -> bytes:
        url = f"/models/{model}/{verb}"
        try:
            return self._ask("POST", url, body)
        except TrainerRefused as refusal:
            if refusal.code != "unknown_model":
                raise
        self._ask("PUT", f"/models/{model}", file.read_bytes())
        return self._ask("POST", url, body)

    def _ask(
        self, method: str, url: str, body: bytes = b"", patience: float = PREDICT_PATIENCE
    ) -> bytes:
        return self._link.ask(method, url, body, patience)


def _read(reply: bytes, type: Callable[..., T]) -> T:
    """Return a reply as a record; TrainerAway where it is none."""
    try:
        return msgspec.json.decode(reply, type=type)  # type: ignore[no-any-return]
    except msgspec.MsgspecError as error:
        raise TrainerAway from error


def _events(response: http.client.HTTPResponse) -> Iterator[AnyEvent]:
    try:
        for line in response:
            event = msgspec.json.decode(line, type=AnyEvent)
            yield event
            if isinstance(event, (Done, Failed)):
                return
    except (OSError, http.client.HTTPException, msgspec.MsgspecError) as error:
        raise TrainerAway from error
    raise TrainerAway
