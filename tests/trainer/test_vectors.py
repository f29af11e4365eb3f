import hashlib
import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from trainer.vectors import content_key
from trainer.vectors import item_key
from trainer.vectors import read_only
from trainer.vectors import Vectors

Matrix = NDArray[np.float32]


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Vectors]:
    with closing(Vectors(tmp_path / "vectors.sqlite")) as vectors:
        yield vectors


def keys(count: int, name: str = "") -> list[str]:
    return [hashlib.sha256(f"{name}{number}".encode()).hexdigest() for number in range(count)]


def matrix(rows: int, width: int = 5, seed: int = 1) -> Matrix:
    chance = np.random.default_rng(seed)
    return chance.normal(size=(rows, width)).astype(np.float16).astype(np.float32)


def test_what_was_put_comes_back_in_the_order_asked_for(cache: Vectors) -> None:
    cache.put("v", keys(1200), matrix(1200))
    found, missing = cache.get("v", keys(1200)[::-1])
    assert missing == []
    assert found.dtype == np.float32
    assert np.array_equal(found, matrix(1200)[::-1])


def test_the_same_key_twice_gets_its_row_twice(cache: Vectors) -> None:
    cache.put("v", keys(2), matrix(2))
    found, _ = cache.get("v", [keys(2)[1], keys(2)[0], keys(2)[1]])
    assert np.array_equal(found, matrix(2)[[1, 0, 1]])


def test_unknown_keys_are_told_and_the_others_given(cache: Vectors) -> None:
    cache.put("v", keys(2), matrix(2))
    found, missing = cache.get("v", [*keys(2), *keys(2, "other")])
    assert missing == keys(2, "other")
    assert np.array_equal(found, matrix(2))


def test_nothing_is_known_at_first(cache: Vectors) -> None:
    found, missing = cache.get("v", keys(3))
    assert (found.shape, missing) == ((0, 0), keys(3))
    assert cache.missing("v", keys(3)) == keys(3)


def test_keys_that_are_no_hex_are_only_missing(cache: Vectors) -> None:
    cache.put("v", keys(1), matrix(1))
    assert cache.get("v", ["no key", ""])[1] == ["no key", ""]


def test_each_version_has_its_own_vectors(cache: Vectors) -> None:
    cache.put("v", keys(2), matrix(2))
    cache.put("w", keys(2), matrix(2, width=7, seed=2))
    assert np.array_equal(cache.get("v", keys(2))[0], matrix(2))
    assert np.array_equal(cache.get("w", keys(2))[0], matrix(2, width=7, seed=2))


def test_a_vector_that_is_put_again_replaces_the_first(cache: Vectors) -> None:
    cache.put("v", keys(1), matrix(1))
    cache.put("v", keys(1), matrix(1, seed=2))
    assert np.array_equal(cache.get("v", keys(1))[0], matrix(1, seed=2))


def test_what_is_forgotten_is_gone_in_all_versions(cache: Vectors) -> None:
    cache.put("v", keys(3), matrix(3))
    cache.put("w", keys(3), matrix(3))
    cache.forget(keys(2))
    assert cache.missing("v", keys(3)) == cache.missing("w", keys(3)) == keys(2)


def test_what_is_forgotten_is_overwritten_in_the_file(cache: Vectors) -> None:
    cache.put("v", keys(3), matrix(3))
    bytes_ = matrix(3).astype("<f2")[1].tobytes()
    cache.close()
    assert bytes_ in cache.path.read_bytes()
    cache.forget(keys(3))
    cache.close()
    assert bytes_ not in cache.path.read_bytes()


def test_a_new_process_finds_what_was_put_before(cache: Vectors) -> None:
    cache.put("v", keys(3), matrix(3))
    cache.close()
    with closing(Vectors(cache.path)) as again:
        assert np.array_equal(again.get("v", keys(3))[0], matrix(3))


def test_a_reader_beside_the_writer_sees_what_was_put(cache: Vectors) -> None:
    cache.put("v", keys(3), matrix(3))
    found, missing = read_only(cache.path, "v", [*keys(3), *keys(1, "other")])
    assert np.array_equal(found, matrix(3))
    assert missing == keys(1, "other")


def test_without_a_file_a_reader_misses_everything(tmp_path: Path) -> None:
    assert read_only(tmp_path / "none", "v", keys(2))[1] == keys(2)


def test_the_longest_unused_go_when_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Vectors(tmp_path / "small", most_bytes=300_000)) as cache:
        for day in range(40):
            monkeypatch.setattr("trainer.vectors._today", lambda day=day: day)
            cache.put("v", keys(20, f"day {day} "), matrix(20, width=200))
            assert cache.missing("v", keys(20, "day 0 ")) == []  # used every day
        assert cache.missing("v", keys(20, "day 1 ")) == keys(20, "day 1 ")
        assert cache.missing("v", keys(20, "day 39 ")) == []
        assert cache.path.stat().st_size < 500_000


def damaged(cache: Vectors, at: int, flip: int) -> None:
    cache.close()
    data = bytearray(cache.path.read_bytes())
    data[at] ^= flip
    cache.path.write_bytes(data)


def test_any_changed_byte_of_the_file_is_noticed_or_makes_no_difference(cache: Vectors) -> None:
    cache.put("v", keys(20), matrix(20))
    cache.close()
    whole, chance = cache.path.read_bytes(), random.Random(1)
    right = dict(zip(keys(20), matrix(20).tolist(), strict=True))
    noticed = 0
    for at in [*range(120), *chance.sample(range(len(whole)), 400)]:
        cache.path.write_bytes(whole)
        damaged(cache, at, chance.randrange(1, 256))
        found, missing = cache.get("v", keys(20))
        there = [key for key in keys(20) if key not in missing]
        assert found.tolist() == [right[key] for key in there]
        noticed += bool(missing)
        cache.put("v", keys(1, "new"), matrix(1))  # and it goes on, in this file or a new one
        assert cache.missing("v", keys(1, "new")) == []
    assert noticed > 20


def test_each_changed_byte_of_a_stored_row_makes_it_missing(cache: Vectors) -> None:
    cache.put("v", keys(1), matrix(1))
    with closing(sqlite3.connect(cache.path)) as file:
        (row,) = file.execute("SELECT vector FROM vectors").fetchone()
        for at in range(len(row)):
            bad = row[:at] + bytes([row[at] ^ 1]) + row[at + 1 :]
            file.execute("UPDATE vectors SET vector = ?", (bad,))
            file.commit()
            assert cache.get("v", keys(1))[1] == keys(1)


def test_the_row_of_another_key_or_version_is_no_row(cache: Vectors) -> None:
    cache.put("v", keys(1), matrix(1))
    with closing(sqlite3.connect(cache.path)) as file:
        file.execute("UPDATE vectors SET version = 'w'")
        file.commit()
        assert cache.get("w", keys(1))[1] == keys(1)
        file.execute("UPDATE vectors SET version = 'v', key = ?", (bytes.fromhex(keys(2)[1]),))
        file.commit()
    assert cache.get("v", keys(2))[1] == keys(2)


def test_a_damaged_row_is_missing_after_mending_and_can_be_put_again(cache: Vectors) -> None:
    cache.put("v", keys(3), matrix(3))
    with closing(sqlite3.connect(cache.path)) as file:
        file.execute(
            "UPDATE vectors SET vector = x'00' WHERE key = ?", (bytes.fromhex(keys(3)[1]),)
        )
        file.commit()
    assert cache.missing("v", keys(3)) == []  # it looks at keys alone
    cache.mend()
    assert cache.missing("v", keys(3)) == [keys(3)[1]]
    cache.put("v", keys(3)[1:2], matrix(3)[1:2])
    assert np.array_equal(cache.get("v", keys(3))[0], matrix(3))


@pytest.mark.parametrize("junk", [b"", b"no database at all " * 1000, bytes(8192)])
def test_a_file_that_is_no_database_is_begun_anew(cache: Vectors, junk: bytes) -> None:
    cache.path.write_bytes(junk)
    assert cache.missing("v", keys(1)) == keys(1)
    cache.put("v", keys(1), matrix(1))
    assert np.array_equal(cache.get("v", keys(1))[0], matrix(1))


def test_a_file_cut_off_anywhere_is_whole_or_begun_anew(cache: Vectors) -> None:
    cache.put("v", keys(50), matrix(50, width=100))
    cache.close()
    whole = cache.path.read_bytes()
    for length in range(0, len(whole), 1500):
        cache.close()
        cache.path.write_bytes(whole[:length])
        cache.mend()
        cache.put("v", keys(50), matrix(50, width=100))
        assert np.array_equal(cache.get("v", keys(50))[0], matrix(50, width=100))


def test_where_nothing_can_be_written_all_is_missing_and_nothing_breaks(tmp_path: Path) -> None:
    with closing(Vectors(tmp_path / "no folder" / "vectors.sqlite")) as cache:
        cache.put("v", keys(1), matrix(1))
        assert cache.missing("v", keys(1)) == keys(1)


def test_many_threads_may_put_and_get(cache: Vectors) -> None:
    def work(name: str) -> None:
        for number in range(20):
            cache.put("v", keys(3, f"{name}{number}-"), matrix(3))

    threads = [threading.Thread(target=work, args=(str(number),)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.missing("v", [key for n in range(6) for key in keys(3, f"{n}0-")]) == []


def test_the_key_of_a_text_is_that_of_its_bytes_and_media_are_their_own_keys() -> None:
    assert content_key("text", "Käse") == item_key("Käse".encode())
    assert content_key("images", keys(1)[0]) == keys(1)[0]


def test_the_file_is_in_its_folder_alone(cache: Vectors) -> None:
    cache.put("v", keys(1), matrix(1))
    cache.close()
    assert [path.name for path in cache.path.parent.iterdir()] == ["vectors.sqlite"]
