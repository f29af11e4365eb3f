"""The client of the trainer: HTTP over a Unix socket, as docs/trainer.md says."""

import http.client
import socket
import threading
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from appliance.classroom.records import Score

FIT_PATIENCE = 5.0
PREDICT_PATIENCE = 2.0
"""Seconds in which the supervisor has usually started a dead trainer again."""
SHORT_PATIENCE = 1.0
_PAUSE = 0.1
_SILENCE = 60.0
"""Seconds without an answer, not even a heartbeat, after which the trainer is taken for dead."""
_MOST_TEXTS = 1_000
_MOST_IDLE = 8
_READ = "application/octet-stream"

T = TypeVar("T")


class TrainerAway(Exception):
    """The trainer does not answer; its supervisor starts it again."""


class TrainerRefused(Exception):
    """The trainer answered with an error; `code` says which."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class Event(Struct, tag_field="event", tag=str.lower):
    """What the trainer tells while it trains."""


class Heartbeat(Event):
    """It is still at it."""


class Progress(Event):
    """It has done `done` of `of` steps of a stage."""

    stage: str
    done: int
    of: int


class Done(Event):
    """The model is ready under its hash."""

    model: str
    size: int
    features: str
    score: Score


class Failed(Event):
    """There will be no model; `code` says why."""

    code: str
    message: str


AnyEvent = Heartbeat | Progress | Done | Failed


class LabelConfidence(Struct, frozen=True):
    """How sure the model is of one label (its id), 0 to 1; those of all labels add up to one."""

    label: str
    confidence: float


class WordWeight(Struct, frozen=True):
    """How much a word spoke for the first label; negative where it spoke against it."""

    word: str
    weight: float


class Prediction(Struct, frozen=True):
    """All labels, surest first, and the words that spoke most for or against the first."""

    labels: list[LabelConfidence]
    because: list[WordWeight]


class _Predictions(Struct):
    predictions: list[Prediction]


class _Refusal(Struct):
    class Error(Struct):
        code: str = "broken"

    error: Error = msgspec.field(default_factory=Error)


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("trainer", timeout=_SILENCE)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class TrainerClient:
    """Talks to the trainer from any number of threads; connections for predictions are kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[_Connection] = []
        self._lock = threading.Lock()

    @contextmanager
    def fit(
        self, name: str, request: bytes, *, memory_mb: int, seconds: int
    ) -> Iterator[Iterator[AnyEvent]]:
        """Train, and give the events; leaving the block before the last one cancels.

        Raises TrainerAway when the trainer does not come back in time, or dies meanwhile, and
        TrainerRefused.
        """
        url = f"/fits/{name}?memory_mb={memory_mb}&seconds={seconds}"

        def begin() -> tuple[_Connection, http.client.HTTPResponse]:
            connection = _Connection(self._path)
            try:
                return connection, _sent(connection, "POST", url, request)
            except BaseException:
                connection.close()
                raise

        connection, response = _patiently(begin, FIT_PATIENCE)
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
        """Return the bytes of a model; raises TrainerAway and TrainerRefused."""
        return self._ask("GET", f"/models/{model}", patience=FIT_PATIENCE)

    def predict(self, model: str, file: Path, texts: list[str]) -> list[Prediction]:
        """Return the prediction of each text; `file` is brought along where it is needed.

        Raises TrainerAway, TrainerRefused (`damaged_model` where the file is not whole), and
        OSError where there is no readable file.
        """
        found: list[Prediction] = []
        for start in range(0, len(texts), _MOST_TEXTS):
            found.extend(self._predict(model, file, texts[start : start + _MOST_TEXTS]))
        return found

    def close(self) -> None:
        """Close the connections that are kept."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _predict(self, model: str, file: Path, texts: list[str]) -> list[Prediction]:
        question = msgspec.json.encode({"data": texts})
        url = f"/models/{model}/predict"
        try:
            reply = self._ask("POST", url, question)
        except TrainerRefused as refusal:
            if refusal.code != "unknown_model":
                raise
            self._ask("PUT", f"/models/{model}", file.read_bytes())
            reply = self._ask("POST", url, question)
        try:
            return msgspec.json.decode(reply, type=_Predictions).predictions
        except msgspec.MsgspecError as error:
            raise TrainerAway from error

    def _ask(
        self, method: str, url: str, body: bytes = b"", patience: float = PREDICT_PATIENCE
    ) -> bytes:
        return _patiently(lambda: self._answer(method, url, body), patience)

    def _answer(self, method: str, url: str, body: bytes) -> bytes:
        connection = self._connection()
        try:
            reply = _sent(connection, method, url, body).read()
        except TrainerRefused:
            self._keep(connection)
            raise
        except BaseException:
            connection.close()
            self.close()  # the others were to the same trainer, and are as dead
            raise
        self._keep(connection)
        return reply

    def _connection(self) -> _Connection:
        with self._lock:
            return self._idle.pop() if self._idle else _Connection(self._path)

    def _keep(self, connection: _Connection) -> None:
        with self._lock:
            if len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()


def _sent(connection: _Connection, method: str, url: str, body: bytes) -> http.client.HTTPResponse:
    """Send a request and return the response, not yet read; raises TrainerRefused."""
    connection.request(method, url, body, {"Content-Type": _READ})
    response = connection.getresponse()
    if response.status >= 400:
        with suppress(msgspec.MsgspecError):
            refusal = msgspec.json.decode(response.read(), type=_Refusal)
            raise TrainerRefused(response.status, refusal.error.code)
        raise TrainerRefused(response.status, "broken")
    return response


def _patiently(attempt: Callable[[], T], patience: float) -> T:
    """Try until it works or `patience` seconds are over; raises TrainerAway then."""
    end = time.monotonic() + patience
    pause = 0.0  # at first it may just have been a connection that was kept for too long
    while True:
        try:
            return attempt()
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() >= end:
                raise TrainerAway from error
        time.sleep(pause)
        pause = _PAUSE


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
