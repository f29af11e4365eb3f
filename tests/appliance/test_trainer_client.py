import hashlib
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from appliance.trainer_client import AnyEvent
from appliance.trainer_client import Done
from appliance.trainer_client import Failed
from appliance.trainer_client import TrainerAway
from appliance.trainer_client import TrainerClient
from appliance.trainer_client import TrainerRefused


@pytest.fixture
def client(trainer: Any) -> Iterator[TrainerClient]:
    with closing(TrainerClient(trainer.socket)) as opened:
        yield opened


@pytest.fixture(scope="module")
def model(trainer: Any, small_request: Any) -> str:
    """The name of a model that the trainer has."""
    name: str = trainer.fit(small_request)[-1]["model"]
    return name


def fit(client: TrainerClient, request: Any) -> list[AnyEvent]:
    body = json.dumps(request).encode()
    with client.fit("client", body, memory_mb=1000, seconds=60) as events:
        return list(events)


@contextmanager
def stranger(path: Path, reply: bytes) -> Iterator[None]:
    """Something on the socket that answers everybody with these bytes and hangs up."""

    def answer() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65_536)
                connection.sendall(reply)

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=answer)
        thread.start()
        yield
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_the_last_event_is_the_model_or_why_there_is_none(
    client: TrainerClient, model: str, small_request: Any
) -> None:
    assert isinstance(fit(client, small_request)[-1], Done)
    assert isinstance(fit(client, {"type": "text"})[-1], Failed)


def test_leaving_early_ends_the_training(
    client: TrainerClient, trainer: Any, long_request: Any
) -> None:
    body = json.dumps(long_request).encode()
    with client.fit("client", body, memory_mb=1000, seconds=60) as events:
        next(events)
    trainer.idle()


def test_bad_limits_are_refused_with_a_code(client: TrainerClient) -> None:
    with (
        pytest.raises(TrainerRefused, match="bad_request"),
        client.fit("client", b"{}", memory_mb=0, seconds=60),
    ):
        pass


def test_connections_are_used_again(client: TrainerClient, model: str) -> None:
    for _ in range(5):
        client.predict(model, Path("unused"), ["cat"])
    assert len(client._link._idle) == 1


def test_connections_that_died_are_no_problem(
    trainer: Any, own_trainer: Any, model: str, tmp_path: Path
) -> None:
    file = tmp_path / "model"
    file.write_bytes(trainer.ask("GET", f"/models/{model}")[1])
    with closing(TrainerClient(own_trainer.socket)) as client:
        before = client.predict(model, file, ["a cat"])
        own_trainer.kill()
        own_trainer.start()
        assert client.predict(model, file, ["a cat"]) == before


def test_a_client_that_is_closed_while_it_is_answered_keeps_no_connection(tmp_path: Path) -> None:
    told: list[str] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        client = TrainerClient(tmp_path / "s")
        asking = threading.Thread(target=lambda: told.append(client.uses()["text"].version))
        asking.start()
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(10)
            connection.recv(65_536)
            client.close()
            body = b'{"text":{"version":"slow"}}'
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            assert connection.recv(1) == b""
    asking.join()
    assert told == ["slow"]


def test_an_unknown_model_without_its_file_is_an_error(client: TrainerClient) -> None:
    with pytest.raises(FileNotFoundError):
        client.predict("0" * 64, Path("/nowhere"), ["cat"])


def test_no_texts_need_no_trainer(tmp_path: Path) -> None:
    assert TrainerClient(tmp_path / "none").predict("0" * 64, tmp_path, []) == []


CUT = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n16\r\n{"event":"heartbeat"}\n\r\n'


@pytest.mark.parametrize("reply", [CUT, CUT + b"0\r\n\r\n", CUT + b"4\r\nwhat\r\n0\r\n\r\n"])
def test_a_trainer_that_hangs_up_before_the_end_is_away(tmp_path: Path, reply: bytes) -> None:
    with stranger(tmp_path / "s", reply), pytest.raises(TrainerAway):
        fit(TrainerClient(tmp_path / "s"), {})


def test_nobody_on_the_socket_is_no_error_for_what_can_be_left(tmp_path: Path) -> None:
    client = TrainerClient(tmp_path / "none")
    client.cancel("job")
    client.forget("0" * 64)


def test_a_picture_is_normalised_embedded_and_forgotten(
    client: TrainerClient, picture: Any
) -> None:
    made = client.media("images", picture(77))
    key = hashlib.sha256(made.data).hexdigest()
    assert client.missing("images", [key]).missing == [key]
    assert client.store_vectors("images", [(key, made.data)]).stored == 1
    assert client.missing("images", [key]).missing == []
    client.forget_vectors([key])
    assert client.missing("images", [key]).missing == [key]


def test_what_is_no_picture_is_refused_by_its_code(client: TrainerClient) -> None:
    with pytest.raises(TrainerRefused) as refusal:
        client.media("images", b"junk" * 100)
    assert refusal.value.code in {"unsupported_media_file", "bad_picture"}


def test_the_trainer_says_what_it_uses(client: TrainerClient) -> None:
    uses = client.uses("en")
    assert set(uses) >= {"text", "images", "sounds"}
    assert all(one.version for one in uses.values())


def test_an_unknown_report_is_refused(client: TrainerClient) -> None:
    with pytest.raises(TrainerRefused, match="unknown_report"):
        client.report("0" * 64)
