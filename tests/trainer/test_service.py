import json
import os
import signal
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import Any

import pytest

from trainer import model_file
from trainer.fit import fit as fit_here
from trainer.fit import Request
from trainer.model import Model

Event = dict[str, Any]


@pytest.fixture(scope="module")
def trained(trainer: Any, small_request: Event) -> Event:
    """The last event of a training on cats and dogs."""
    last: Event = trainer.fit(small_request)[-1]
    return last


def predict(trainer: Any, model: str, *texts: str) -> tuple[int, Any]:
    body = json.dumps({"data": texts}).encode()
    status, reply = trainer.ask("POST", f"/models/{model}/predict", body)
    return status, json.loads(reply)


Gone = Callable[[int], bool]
Begin = Callable[..., HTTPConnection]


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Start a training and return the connection on which its events come."""
    with ExitStack() as connections:

        def begin(trainer: Any, request: Event, query: str = "") -> HTTPConnection:
            connection: HTTPConnection = connections.enter_context(closing(trainer.connection()))
            connection.request("POST", f"/fits/long{query}", json.dumps(request).encode())
            return connection

        yield begin


def code(line: bytes) -> str:
    found: str = json.loads(line)["code"]
    return found


def test_a_training_gives_the_same_bytes_here_and_there(
    trainer: Any, trained: Event, request_: Request
) -> None:
    status, data = trainer.ask("GET", f"/models/{trained['model']}")
    assert status == 200
    assert data == model_file.dump(fit_here(request_, lambda *_: None).model)


def test_a_prediction_has_labels_and_reasons(trainer: Any, trained: Event) -> None:
    status, reply = predict(trainer, trained["model"], "Rex barks")
    (found,) = reply["predictions"]
    assert status == 200
    assert found["labels"][0]["label"] == "dog"
    assert found["because"][0]["word"] == "barks"


def test_predictions_are_the_models_own(trainer: Any, trained: Event, model: Model) -> None:
    texts = ["my cat", "the dog barks", "zzz", ""]
    _, reply = predict(trainer, trained["model"], *texts)
    said = [[(i["label"], i["confidence"]) for i in p["labels"]] for p in reply["predictions"]]
    assert said == [[(i.label, i.confidence) for i in row] for row in model.confidences(texts)]


def test_a_thousand_texts_at_once_are_answered_and_more_refused(
    trainer: Any, trained: Event
) -> None:
    assert len(predict(trainer, trained["model"], *["cat"] * 1000)[1]["predictions"]) == 1000
    assert predict(trainer, trained["model"], *["cat"] * 1001)[0] == 400


def test_no_texts_get_no_predictions(trainer: Any, trained: Event) -> None:
    assert predict(trainer, trained["model"]) == (200, {"predictions": []})


def test_an_unknown_model_is_not_found_and_can_be_put(trainer: Any, trained: Event) -> None:
    url = f"/models/{trained['model']}"
    _, data = trainer.ask("GET", url)
    assert trainer.ask("DELETE", url)[0] == 204
    assert predict(trainer, trained["model"], "cat")[1]["error"]["code"] == "unknown_model"
    assert trainer.ask("PUT", url, data)[0] == 204
    assert predict(trainer, trained["model"], "cat")[0] == 200


@pytest.mark.parametrize("body", [b"", b"no model", b"CROWDBOX MODEL 1" + bytes(100)])
def test_a_damaged_model_is_refused(trainer: Any, body: bytes) -> None:
    status, reply = trainer.ask("PUT", f"/models/{model_file.name(body)}", body)
    assert (status, json.loads(reply)["error"]["code"]) == (400, "damaged_model")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"data": 1}', b'{"data": [1]}', b'{"x": []}'])
def test_a_bad_question_is_refused(trainer: Any, trained: Event, body: bytes) -> None:
    status, reply = trainer.ask("POST", f"/models/{trained['model']}/predict", body)
    assert (status, json.loads(reply)["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("query", ["?seconds=0", "?seconds=nan", "?memory_mb=x", "?memory=1"])
def test_bad_limits_are_refused(trainer: Any, small_request: Event, query: str) -> None:
    assert trainer.fit(small_request, query)[0]["error"]["code"] == "bad_request"


def test_an_unknown_address_is_not_found(trainer: Any) -> None:
    assert trainer.ask("GET", "/else")[0] == 404


def test_cancelling_ends_the_process(
    trainer: Any, begin: Begin, long_request: Event, gone: Gone
) -> None:
    connection = begin(trainer, long_request)
    pid = trainer.busy()
    response = connection.getresponse()
    assert trainer.ask("DELETE", "/fits/long")[0] == 204
    assert code(response.readlines()[-1]) == "cancelled"
    trainer.idle()
    assert gone(pid)


def test_cancelling_what_does_not_run_is_not_found(trainer: Any) -> None:
    assert trainer.ask("DELETE", "/fits/none")[0] == 404


@pytest.mark.parametrize("listening", [False, True])
def test_hanging_up_ends_the_process(
    trainer: Any, begin: Begin, long_request: Event, gone: Gone, listening: bool
) -> None:
    connection = begin(trainer, long_request)
    pid = trainer.busy()
    if listening:
        connection.getresponse().readline()
    connection.close()
    trainer.idle()
    assert gone(pid)


def test_hanging_up_in_the_middle_of_the_request_ends_the_process(trainer: Any, gone: Gone) -> None:
    connection = trainer.connection()
    connection.putrequest("POST", "/fits/long")
    connection.putheader("Content-Length", "1000000")
    connection.endheaders(b"{")
    pid = trainer.busy()
    connection.close()
    trainer.idle()
    assert gone(pid)


def test_a_killed_process_is_told_and_the_service_goes_on(
    trainer: Any, begin: Begin, long_request: Event, small_request: Event
) -> None:
    connection = begin(trainer, long_request)
    os.kill(trainer.busy(), signal.SIGKILL)
    assert code(connection.getresponse().readlines()[-1]) == "stopped"
    assert trainer.fit(small_request)[-1]["event"] == "done"


def test_limits_of_the_request_hold(trainer: Any, long_request: Event) -> None:
    assert trainer.fit(long_request, "?seconds=0.3")[-1]["code"] == "too_slow"


def test_a_training_waits_for_the_one_before(
    trainer: Any, begin: Begin, long_request: Event, small_request: Event
) -> None:
    connection = begin(trainer, long_request, "?seconds=1")
    trainer.busy()
    assert trainer.fit(small_request)[-1]["event"] == "done"
    connection.close()


def test_predictions_are_made_while_a_training_runs(
    trainer: Any, trained: Event, begin: Begin, long_request: Event
) -> None:
    connection = begin(trainer, long_request)
    trainer.busy()
    assert predict(trainer, trained["model"], "cat")[0] == 200
    connection.close()
    trainer.idle()


def test_a_killed_service_takes_its_training_along(
    own_trainer: Any, begin: Begin, long_request: Event, gone: Gone
) -> None:
    begin(own_trainer, long_request)
    pid = own_trainer.busy()
    own_trainer.kill()
    assert gone(pid)


def test_a_service_that_starts_again_takes_models_and_says_the_same(
    own_trainer: Any, small_request: Event
) -> None:
    model = own_trainer.fit(small_request)[-1]["model"]
    _, data = own_trainer.ask("GET", f"/models/{model}")
    before = predict(own_trainer, model, "the dog", "Kitty")
    own_trainer.kill()
    own_trainer.start()
    assert predict(own_trainer, model, "the dog")[0] == 404
    own_trainer.ask("PUT", f"/models/{model}", data)
    assert predict(own_trainer, model, "the dog", "Kitty") == before


def test_a_service_that_is_told_to_stop_leaves_no_process(
    own_trainer: Any, small_request: Event, begin: Begin, long_request: Event, gone: Gone
) -> None:
    own_trainer.fit(small_request)  # leaves a spare process
    begin(own_trainer, long_request)
    pid = own_trainer.busy()
    own_trainer.stop()
    assert gone(pid)


def test_the_socket_is_for_its_owner_only(trainer: Any) -> None:
    assert trainer.socket.stat().st_mode & 0o077 == 0
