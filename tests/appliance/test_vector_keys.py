import hashlib

import pytest

from appliance import vector_keys


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def test_a_text_and_a_file_have_keys_of_their_content():
    assert vector_keys.key_of("text", "Miau é") == sha256("Miau é".encode())
    assert vector_keys.key_of("images", "ab" * 32) == "ab" * 32


def test_data_of_an_unknown_type_may_stand_for_either():
    assert vector_keys.possible_keys("Miau") == [sha256(b"Miau")]
    assert vector_keys.possible_keys("ab" * 32) == [sha256(b"ab" * 32), "ab" * 32]


def test_the_content_is_what_the_key_is_of(room, picture):
    room.db.run(lambda: room.db.put_blob("e", picture()))
    document = {"id": "e", "data": sha256(picture())}
    assert vector_keys.content_of(room, "images", document) == picture()
    assert vector_keys.content_of(room, "text", {"id": "e", "data": "Miau"}) == b"Miau"


@pytest.mark.parametrize("body", [None, b"other"])
def test_a_damaged_file_is_no_content(room, picture, body):
    if body is not None:
        room.db.run(lambda: room.db.put_blob("e", body))
    document = {"id": "e", "data": sha256(picture())}
    assert vector_keys.content_of(room, "images", document) is None
