"""Killed in any stage, the trainer goes on: the last good model answers, nothing is broken."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from contextlib import contextmanager
from http.client import HTTPException

import msgspec
import pytest

from trainer.vectors import item_key

pytestmark = pytest.mark.faults
STAGES = ["reading", "features", "folds", "final", "saving"]


@pytest.fixture
def good(trainer, small_request):
    """The last good model."""
    return trainer.fit(small_request)[-1]["model"]


def predict(trainer, model):
    body = json.dumps({"data": ["Rex barks", "my cat"]}).encode()
    return trainer.ask("POST", f"/models/{model}/predict", body)


def killed_at(trainer, request, stage):
    """Kill the training's process when it tells a stage; return the last event."""
    with closing(trainer.connection()) as connection:
        connection.request("POST", "/fits/killed", json.dumps(request).encode())
        last = None
        for line in connection.getresponse():
            last = json.loads(line)
            if last.get("stage") == stage:
                for pid in trainer.fitting().values():
                    os.kill(pid, signal.SIGKILL)
    return last


@pytest.mark.parametrize("stage", STAGES)
def test_a_training_killed_in_any_stage_leaves_the_last_good_model(
    trainer, small_request, long_request, good, stage
):
    trainer.see(long_request)
    before = predict(trainer, good)
    last = killed_at(trainer, long_request, stage)
    # The last stage is so short that it may be over before it is killed.
    assert last["event"] == "done" or last["code"] == "stopped"
    assert predict(trainer, good) == before
    assert trainer.fit(small_request)[-1]["model"] == good


@pytest.mark.parametrize("task", ["curve", "noise", "contributors"])
def test_a_study_that_is_killed_is_told_and_the_next_one_works(
    trainer, small_request, long_request, task
):
    trainer.see(long_request)
    request = {**long_request, "task": task, "options": {"seconds": 5}}
    with closing(trainer.connection()) as connection:
        connection.request("POST", "/fits/killed", json.dumps(request).encode())
        os.kill(trainer.busy(), signal.SIGKILL)
        last = json.loads(connection.getresponse().readlines()[-1])
    assert last["code"] == "stopped"
    small = {**small_request, "task": task, "options": {"seconds": 0.5}}
    assert trainer.fit(small)[-1]["event"] == "done"


@contextmanager
def standing_still(pid):
    """Have a process stand still, and be killed a moment later, while others wait for it."""
    os.kill(pid, signal.SIGSTOP)
    killer = subprocess.Popen(["/bin/sh", "-c", f"sleep 0.3; kill -9 {pid}"])
    try:
        yield
    finally:
        killer.wait()


ERRANDS = {
    "predict": lambda trainer, model: predict(trainer, model),
    "why": lambda trainer, model: trainer.ask(
        "POST", f"/models/{model}/predict", b'{"data": ["Rex barks"], "why": true}'
    ),
    "media": lambda trainer, model: trainer.ask("POST", "/media/images", b"no picture"),
    "export": lambda trainer, model: trainer.ask("POST", f"/models/{model}/export", b"{}"),
}


@pytest.mark.parametrize("errand", ERRANDS)
def test_a_worker_killed_over_any_request_is_replaced_and_nobody_notices(trainer, good, errand):
    expected = ERRANDS[errand](trainer, good)
    with standing_still(trainer.worker()):
        assert ERRANDS[errand](trainer, good) == expected


def test_a_worker_killed_again_and_again_while_embedding_loses_no_text(trainer):
    texts = [f"sentence {number} of a long evening".encode() for number in range(200)]
    items = [(item_key(text), text) for text in texts]
    trainer.ask("POST", "/vectors/text", msgspec.msgpack.encode(items[:1]))
    replies = []

    def embed():
        body = msgspec.msgpack.encode(items)
        replies.append(json.loads(trainer.ask("POST", "/vectors/text", body)[1]))

    thread = threading.Thread(target=embed)
    thread.start()
    for _ in range(3):
        time.sleep(0.05)
        if pid := trainer.worker():
            os.kill(pid, signal.SIGKILL)
    thread.join()
    assert (replies[0]["stored"], replies[0]["refused"]) == (200, {})


def embedding(trainer, items):
    """Ask for vectors until the service is gone."""
    try:
        trainer.ask("POST", "/vectors/text", msgspec.msgpack.encode(items))
    except (OSError, HTTPException):
        return


@pytest.mark.parametrize("seed", range(2))
def test_a_service_killed_while_it_fills_its_cache_finds_it_whole_or_begins_anew(
    own_trainer, small_request, seed
):
    own_trainer.see(small_request)
    texts = [f"sentence {number} of seed {seed}".encode() for number in range(256)]
    items = [(item_key(text), text) for text in texts]
    thread = threading.Thread(target=embedding, args=(own_trainer, items))
    thread.start()
    time.sleep(random.Random(seed).uniform(0.02, 0.2))
    own_trainer.kill()
    thread.join()
    own_trainer.start()
    assert own_trainer.fit(small_request)[-1]["event"] == "done"
    body = json.dumps({"keys": [key for key, _ in items]}).encode()
    missing = json.loads(own_trainer.ask("POST", "/vectors/text/missing", body)[1])["missing"]
    kept = [key for key, _ in items[: 256 - len(missing)]]
    assert missing == [key for key, _ in items if key not in kept]  # in the order of the work


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cache_that_is_cut_off_is_made_again(own_trainer, small_request, share):
    model = own_trainer.fit(small_request)[-1]["model"]
    own_trainer.kill()
    file = own_trainer.state / "vectors.sqlite"
    with closing(sqlite3.connect(file)):
        pass  # closing it takes the log into the file
    os.truncate(file, int(file.stat().st_size * share))
    own_trainer.start()
    assert own_trainer.fit(small_request)[-1]["model"] == model


def damaged(file, chance):
    data = bytearray(file.read_bytes())
    for at in chance.sample(range(4096, len(data)), 200):
        data[at] ^= chance.randrange(1, 256)
    file.write_bytes(data)


def test_damaged_vectors_are_never_learned_from(own_trainer, small_request):
    model = own_trainer.fit(small_request)[-1]["model"]
    own_trainer.stop()
    damaged(own_trainer.state / "vectors.sqlite", random.Random(1))
    own_trainer.start()
    _, events = own_trainer.ask("POST", "/fits/x", json.dumps(small_request).encode())
    assert json.loads(events.splitlines()[-1])["code"] == "missing_vectors"
    assert own_trainer.fit(small_request)[-1]["model"] == model
