import pytest

from appliance.classroom import labels
from appliance.classroom.records import Label

PETS = (Label("Cats", "Cats"), Label("Dogs", "Wolves"))


@pytest.mark.parametrize("name", ["Cats", "Gryffin-dor_1", "chiens méchants", "李雷", "कुत्ते", "قطط"])
def test_an_id_is_the_name_where_a_script_can_read_it(name):
    assert labels.new((), name, 9).id == name


@pytest.mark.parametrize(
    ("name", "id"), [("Yes!", "Yes"), ("a/b?c", "abc"), ("🐱 Cats 🐱", "Cats"), ("🐱", "label")]
)
def test_an_id_leaves_out_what_an_address_cannot_hold(name, id):
    assert labels.id_of(name) == id


def test_taken_ids_get_a_number():
    made = labels.made(["No", "No!", "No?", "🐱", "🐶"], 9)
    assert [label.id for label in made] == ["No", "No-2", "No-3", "label", "label-2"]


def test_an_id_stays_taken_when_its_label_has_another_name():
    assert labels.new(PETS, "dogs", 9) == Label("dogs-2", "dogs")


def test_names_differ_when_folded(refused):
    with refused("name_taken"):
        labels.new(PETS, "CATS", 9)
    with refused("name_taken"):
        labels.renamed(PETS, "Dogs", "cats")


def test_a_label_can_be_written_in_another_way():
    assert labels.renamed(PETS, "Cats", "CATS") == Label("Cats", "CATS")


def test_there_is_a_limit(refused):
    with refused("too_many_labels") as refusal:
        labels.made(["a", "b", "c"], 2)
    assert refusal.values == {"max": 2}


@pytest.mark.parametrize("name", ["", "\u200b", "x" * 31])
def test_a_label_needs_a_name(name, refused):
    with refused("bad_name"):
        labels.new((), name, 9)


@pytest.mark.parametrize("wanted", ["Dogs", "Wolves", "wolves", " WOLVES\u200b "])
def test_a_label_is_found_by_id_or_by_name(wanted):
    assert labels.find(PETS, wanted) == PETS[1]


@pytest.mark.parametrize("wanted", ["", "dogs", "Fish", "\ud800", "x" * 100_000])
def test_other_labels_are_not_found(wanted):
    assert labels.find(PETS, wanted) is None
