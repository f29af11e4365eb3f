"""Embedding: what examples look or sound like to a network, computed as soon as they arrive.

One thread has the trainer compute the vectors of new examples, so that pressing Train costs
seconds; it forgets those of examples that are gone. A vector is kept by the trainer under the key
of a content, its SHA-256, so it does not matter when the trainer or the box starts anew: what is
missing is asked for and made up for.
"""

import logging
import threading
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Set
from itertools import islice
from typing import Any
from typing import Final

from appliance.classroom.cascade import STATES
from appliance.classroom.problems import Problem
from appliance.classroom.records import Project
from appliance.classroom.room import Room
from appliance.storage import Change
from appliance.storage import StorageFailed
from appliance.trainer_client import TrainerAway
from appliance.trainer_client import TrainerClient
from appliance.trainer_client import TrainerRefused
from appliance.vector_keys import content_of
from appliance.vector_keys import key_of
from appliance.vector_keys import possible_keys

Tell = Callable[[str, int, int], None]
"""Called with the stage, how much of it is done, and of how much."""

PAGE: Final = 10_000
"""Keys of one question for missing vectors."""
AT_ONCE: Final[Mapping[str, int]] = {"text": 64, "images": 16, "sounds": 4}
"""Items of one request: a second or two of a Pi's time. Types that are not here need no vectors."""
_GATHER = 0.3
"""Seconds in which more may come before the work begins, so that a class is served together."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_PAUSE_WITHOUT_WEIGHTS = 600.0
_CLOSE_SECONDS = 5.0

Due = dict[str, Set[int]]
"""project → the places of its examples to look at."""
EVERY: Final[frozenset[Any]] = frozenset()
"""All places: there is no other reason to look at none."""
Items = dict[str, Mapping[str, Any]]
"""key → the document of an example with that content."""

_log = logging.getLogger(__name__)


class Embedding:
    """Keeps the trainer's vectors as the room's examples are; its thread sleeps when they are."""

    def __init__(self, room: Room, client: TrainerClient) -> None:
        self._room = room
        self._client = client
        self._news = threading.Condition()
        self._due: Due = dict.fromkeys((item.id for item in room.everything(Project)), EVERY)
        self._gone: set[str] = set()
        """Data of examples that are not there any more."""
        self._refused: set[str] = set()
        """Keys of contents that the network cannot read."""
        self._asking = threading.Lock()
        """Held for one request at a time, so that nothing is computed twice."""
        self._closing = threading.Event()
        room.db.on_commit(self._committed)
        self._thread = threading.Thread(target=self._work, name="embedding", daemon=True)
        self._thread.start()

    def complete(self, project: str, tell: Tell) -> None:
        """Have a vector for each shown example of a project; tells the stage `embedding`.

        Raises TrainerAway, TrainerRefused, StorageFailed, or Problem `damaged_example` where a
        file that is needed is not whole.
        """
        found = self._room.find(Project, id=project)
        if found is None or found.type not in AT_ONCE:
            return
        missing = self._missing(found, self._items(found, states=("shown",)))
        for done in self._stored(found, missing, strict=True):
            tell("embedding", done, len(missing))

    def close(self) -> None:
        """Stop; what is left is done after the next start."""
        self._closing.set()
        with self._news:
            self._news.notify()
        self._thread.join(_CLOSE_SECONDS)

    def _committed(self, changes: list[Change]) -> None:
        due: Due = {}
        gone = set()
        for change in changes:
            old, new = change.old or {}, change.new or {}
            if change.table == "examples" and old.get("data") != new.get("data"):
                gone.add(old.get("data", ""))
                if new:
                    _add(due, new["project"], {change.doc_id})
            elif change.table == "projects" and old.get("language") != new.get("language"):
                _add(due, new.get("id", ""), EVERY)
        if due or gone:
            self._put(due, gone - {""})

    def _put(self, due: Due, gone: Set[str] = EVERY) -> None:
        with self._news:
            for project, places in due.items():
                _add(self._due, project, places)
            self._gone |= gone
            self._news.notify()

    def _work(self) -> None:
        pause = _FIRST_PAUSE
        while self._wait():
            try:
                self._catch_up()
                pause = _FIRST_PAUSE
            except (TrainerAway, TrainerRefused, StorageFailed) as error:
                self._look_at_all()  # a trainer that comes back may have lost, or read, anew
                self._closing.wait(_pause_after(error, pause))
                pause = min(2 * pause, _LONGEST_PAUSE)
            except Exception as error:
                # Not its message, which may hold children's words.
                _log.error("embedding failed with %s", type(error).__name__)
                self._closing.wait(_LONGEST_PAUSE)

    def _wait(self) -> bool:
        """Wait for something to do; tell whether to go on."""
        with self._news:
            self._news.wait_for(lambda: self._due or self._gone or self._closing.is_set())
        return not self._closing.wait(_GATHER)

    def _look_at_all(self) -> None:
        self._put(dict.fromkeys((item.id for item in self._room.everything(Project)), EVERY))

    def _catch_up(self) -> None:
        with self._news:
            due, self._due = self._due, {}
            gone, self._gone = self._gone, set()
        try:
            self._forget(gone)
        except BaseException:
            self._put(due, gone)
            raise
        for project, places in due.items():
            self._embed(project, places)

    def _forget(self, gone: set[str]) -> None:
        """Forget the vectors of contents that no example has any more."""
        if not gone:
            return
        _, examples = self._room.db.snapshot().tables.get("examples", (None, {}))
        gone = gone - {document["data"] for document in examples.values()}
        keys = [key for data in gone for key in possible_keys(data)]
        for start in range(0, len(keys), PAGE):
            self._client.forget_vectors(keys[start : start + PAGE])

    def _embed(self, project: str, places: Set[int]) -> None:
        found = self._room.find(Project, id=project)
        if found is None or found.type not in AT_ONCE:
            return
        missing = self._missing(found, self._items(found, places=places))
        for _ in self._stored(found, missing, strict=False):
            if self._closing.is_set():
                return

    def _items(
        self, project: Project, states: Iterable[str] = STATES, places: Set[int] = EVERY
    ) -> Items:
        """Return key → the document of an example with that content, of some places or all."""
        table = self._room.db.table("examples")
        if places:
            documents = table.get(doc_ids=list(places))
        else:
            groups = [table.group(project=project.id, state=state) for state in states]
            documents = [document for group in groups for document in group]
        return {key_of(project.type, document["data"]): document for document in documents}

    def _missing(self, project: Project, items: Items) -> Items:
        keys = [key for key in items if key not in self._refused]
        missing: Items = {}
        for start in range(0, len(keys), PAGE):
            page = keys[start : start + PAGE]
            told = self._client.missing(project.type, page, project.language).missing
            missing |= {key: items[key] for key in told}
        return missing

    def _stored(self, project: Project, missing: Items, *, strict: bool) -> Iterator[int]:
        """Have vectors computed a few at a time, and yield how many are there by now."""
        left, done = iter(missing.items()), 0
        while few := dict(islice(left, AT_ONCE[project.type])):
            self._ask(project, few, strict=strict)
            done += len(few)
            yield done

    def _ask(self, project: Project, few: Items, *, strict: bool) -> None:
        with self._asking:
            asked = self._client.missing(project.type, list(few), project.language).missing
            contents = [(key, content_of(self._room, project.type, few[key])) for key in asked]
            items = [(key, content) for key, content in contents if content is not None]
            if items:
                stored = self._client.store_vectors(project.type, items, project.language)
                self._refused |= stored.refused.keys()
        if strict and len(items) < len(asked):
            raise Problem("damaged_example")


def _add(due: Due, project: str, places: Set[int]) -> None:
    before = due.get(project)
    every = not places or (before is not None and not before)
    due[project] = EVERY if every else places | (before or EVERY)


def _pause_after(error: Exception, pause: float) -> float:
    without = isinstance(error, TrainerRefused) and error.code == "missing_weights"
    return _PAUSE_WITHOUT_WEIGHTS if without else pause
