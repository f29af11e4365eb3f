import gzip

import pytest

from webui import static_files

CODE = b"export const answer = 42;" * 100


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A folder of static files with one built file, compressed both ways."""
    folder = tmp_path / "static"
    (folder / "build").mkdir(parents=True)
    file = folder / "build" / "app-ABCD2345.js"
    file.write_bytes(CODE)
    file.with_name(file.name + ".gz").write_bytes(gzip.compress(CODE))
    file.with_name(file.name + ".br").write_bytes(b"brotli")
    (folder / "build" / "manifest.json").write_text("{}")
    (tmp_path / "secret.txt").write_text("not for the class")
    monkeypatch.setattr(static_files, "FOLDER", folder)


def fetch(client, name="build/app-ABCD2345.js", encodings=None):
    headers = {"Accept-Encoding": encodings} if encodings is not None else {}
    return client.get(f"/static/{name}", headers=headers)


@pytest.mark.parametrize(
    ("encodings", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None)],
)
def test_the_best_encoding_that_the_browser_reads_is_sent(built, client, encodings, encoding):
    reply = fetch(client, encodings=encodings)
    assert reply.headers.get("Content-Encoding") == encoding
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert reply.mimetype == "text/javascript"


def test_what_is_sent_is_what_was_built(built, client):
    assert fetch(client).data == CODE
    assert gzip.decompress(fetch(client, encodings="gzip").data) == CODE


def test_a_file_with_a_hash_in_its_name_is_kept_for_ever(built, client):
    assert "immutable" in fetch(client).headers["Cache-Control"]
    assert "immutable" not in fetch(client, "build/manifest.json").headers["Cache-Control"]


@pytest.mark.parametrize(
    "name",
    ["../secret.txt", "build/../../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "build",
     "/etc/passwd", "nothing.js", "build/app-ABCD2345.js.gz", "a%00b"],
)  # fmt: skip
def test_nothing_else_is_there(built, client, name):
    assert fetch(client, name).status_code in {404, 308}
