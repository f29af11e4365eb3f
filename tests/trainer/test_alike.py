import numpy as np
import pytest

from trainer.alike import closest
from trainer.alike import key
from trainer.alike import LEAST
from trainer.alike import MOST
from trainer.alike import MOST_TWICE
from trainer.alike import near
from trainer.alike import Pair
from trainer.alike import same
from trainer.alike import Vectors
from trainer.learning import Request
from trainer.studies import Budget

LONG = Request("text", ("a", "b"), (), options={"seconds": 600.0})


def texts(*examples: tuple[str, str], type: str = "text") -> Request:
    rows = tuple((label, data, "ana") for label, data in examples)
    return Request(type, ("a", "b"), rows, options={"seconds": 600.0})


def alike(request: Request, vectors: Vectors | None = None) -> list[Pair]:
    given = np.zeros((len(request.examples), 0), np.float32) if vectors is None else vectors
    return near(request, given, same(request), Budget(request))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hello, World!", "hello world"), ("ﬁne", "FINE"), ("สวัสดี ครับ", "สวัสดีครับ"), ("…", " … ")],
)
def test_case_space_and_punctuation_make_no_other_text(one: str, other: str) -> None:
    assert key("text", one) == key("text", other)


@pytest.mark.parametrize(("one", "other"), [("🙂", "🙁"), ("!", "?"), ("กา", "กี"), ("C", "C#")])
def test_letters_marks_and_symbols_do(one: str, other: str) -> None:
    assert (key("text", one) == key("text", other)) == (other == "C#")


def test_rows_and_files_are_the_same_only_when_they_are_equal() -> None:
    assert key("numbers", "[1.5,2]") != key("numbers", "[15,2]")


def test_examples_that_are_the_same_are_found_together() -> None:
    request = texts(("a", "Hi there"), ("b", "bye"), ("b", "hi THERE!"))
    assert sorted(same(request)) == [[0, 2], [1]]


def test_the_same_text_twice_under_one_label_is_told_once() -> None:
    assert alike(texts(("a", "play music"), ("a", "Play music"), ("a", "play music."))) == [
        Pair(1.0, 0, 1)
    ]


def test_the_same_text_under_two_labels_is_a_contradiction_and_no_pair() -> None:
    assert alike(texts(("a", "play music"), ("b", "Play music"))) == []


@pytest.mark.parametrize("slip", ["play some musik", "play some musc", "play some musiic"])
def test_a_slip_of_the_pen_is_found(slip: str) -> None:
    [pair] = alike(texts(("a", "play some music"), ("b", slip)))
    assert (pair.first, pair.second) == (0, 1)
    assert pair.similarity == pytest.approx(1 - 1 / 13, abs=0.01)


def test_short_words_are_not_taken_for_slips() -> None:
    assert alike(texts(("a", "cat"), ("b", "bat"))) == []


def test_pairs_with_two_labels_come_first() -> None:
    request = texts(("a", "play music"), ("a", "Play music"), ("b", "play musics"))
    assert [(pair.first, pair.second) for pair in alike(request)] == [(0, 2), (0, 1)]


def test_repeats_leave_room_for_what_is_nearly_the_same() -> None:
    words = [f"{number * 7919} is a number" for number in range(MOST_TWICE + 50)]
    request = texts(*(("a", word) for word in words), *(("a", word) for word in words))
    assert [pair.similarity for pair in alike(request)].count(1.0) == MOST_TWICE


def test_vectors_find_what_letters_do_not() -> None:
    request = texts(("a", "good morning"), ("b", "hello to you"), ("b", "rain all day"))
    vectors = np.array([[1, 0, 0], [0.99, 0.1, 0], [0, 0, 1]], np.float32)
    [pair] = alike(request, vectors)
    assert (pair.first, pair.second) == (0, 1)
    assert pair.similarity == pytest.approx(0.995, abs=0.001)


def test_rows_of_numbers_are_compared_for_being_the_same_alone() -> None:
    request = texts(("a", "[1,100000]"), ("a", "[1,100001]"), ("a", "[1,100000]"), type="numbers")
    assert [(pair.first, pair.second) for pair in alike(request)] == [(0, 2)]


def by_hand(vectors: Vectors) -> list[tuple[int, int]]:
    rows = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = np.triu(rows @ rows.T, 1)
    first, second = np.nonzero(cosines >= LEAST)
    ranked = sorted(zip(-cosines[first, second], first, second, strict=True))
    return [(int(one), int(other)) for _, one, other in ranked[:MOST]]


@pytest.mark.parametrize("noise", [0.1, 0.02])
def test_blocks_and_fewer_directions_find_what_comparing_all_finds(noise: float) -> None:
    chance = np.random.default_rng(5)
    middles = chance.normal(size=(900, 96))
    vectors = np.repeat(middles, 3, axis=0)
    vectors = (vectors + noise * chance.normal(size=vectors.shape)).astype(np.float32)
    chance.shuffle(vectors)
    found = {
        (pair.first, pair.second)
        for pair in closest(vectors, list(range(len(vectors))), Budget(LONG))
    }
    expected = by_hand(vectors)
    assert len(expected) == MOST
    assert len(found ^ set(expected)) <= 2  # the last of them may be as close as the next


def test_vectors_that_are_all_the_same_give_no_more_than_the_most() -> None:
    vectors = np.ones((5_000, 8), np.float32)
    assert len(closest(vectors, list(range(len(vectors))), Budget(LONG))) == MOST


def test_vectors_of_zeros_are_like_nothing() -> None:
    assert closest(np.zeros((3, 4), np.float32), [0, 1, 2], Budget(LONG)) == []


def test_a_spent_budget_ends_the_comparison_after_a_block() -> None:
    vectors = np.ones((5_000, 8), np.float32)
    vectors[:2_048] = np.eye(8, dtype=np.float32)[np.arange(2_048) % 8]
    early = closest(
        vectors,
        list(range(len(vectors))),
        Budget(Request("text", ("a", "b"), (), options={"seconds": 0.0})),
    )
    assert all(max(pair.first, pair.second) < 2_048 for pair in early)


def test_places_are_those_of_the_request() -> None:
    vectors = np.eye(4, dtype=np.float32)[[0, 1, 1, 3]]
    assert closest(vectors, [1, 2, 3], Budget(LONG)) == [Pair(1.0, 1, 2)]
    assert closest(vectors, [0, 2, 3], Budget(LONG)) == []
