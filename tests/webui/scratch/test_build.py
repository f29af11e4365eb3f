"""The build of the Scratch editor, on small packages made here."""

import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile

import pytest
from PIL import Image

from tests.webui.scratch.edition import CAT
from tests.webui.scratch.edition import editor_script
from tests.webui.scratch.edition import OTHER
from tests.webui.scratch.node import said
from webui.scratch import build
from webui.scratch.build import deb
from webui.scratch.build import libraries
from webui.scratch.build import packages
from webui.scratch.build import patches
from webui.scratch.build.misfit import Misfit
from webui.scratch.build.packages import Lacking
from webui.scratch.build.packages import Package
from webui.scratch.built import built


def tarball(files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, body in files.items():
            item = tarfile.TarInfo(name)
            item.size = len(body)
            archive.addfile(item, io.BytesIO(body))
    return packed.getvalue()


def debian(files, data="data.tar.gz"):
    body = tarball(files)
    parts = [(b"debian-binary", b"2.0\n"), (b"control.tar.gz", b"odd"), (data.encode(), body)]
    made = b"!<arch>\n"
    for name, part in parts:
        made += name.ljust(16) + b"0".ljust(32) + str(len(part)).encode().ljust(10) + b"`\n" + part
        made += b"\n" * (len(part) % 2)
    return made


def gif(width=20, height=10):
    packed = io.BytesIO()
    Image.new("P", (width, height)).save(packed, "GIF")
    return packed.getvalue()


MEDIA = "./usr/share/scratch/Media/"


@pytest.fixture
def media(tmp_path):
    """A Debian package with a few media."""
    wav = b"RIFF\0\0\0\0WAVEfmt " + bytes(8) + (11025).to_bytes(4, "little") + bytes(4)
    wav += (2).to_bytes(2, "little") + bytes(10 + 100)
    file = tmp_path / "scratch.deb"
    file.write_bytes(
        debian(
            {
                f"{MEDIA}Costumes/Animals/dog1-a.gif": gif(),
                f"{MEDIA}Costumes/Animals/dog1-b.gif": gif(22),
                f"{MEDIA}Costumes/Animals/bird-flying.gif": gif(24),
                f"{MEDIA}Costumes/Animals/cat1-a.gif": gif(26),
                f"{MEDIA}Costumes/scratchthumbs.db": b"x",
                f"{MEDIA}Backgrounds/Nature/sea.gif": gif(480, 360),
                f"{MEDIA}Sounds/Animal/Bark.wav": wav,
                "./usr/share/doc/scratch/copyright": b"CC-BY-SA",
            }
        )
    )
    return file


@pytest.fixture
def parcels(tmp_path, media, monkeypatch):
    """A folder with all packages, and the list that pins them."""
    folder = tmp_path / "parcels"
    folder.mkdir()
    pages = {"package/dist/static/blocks-media/default/a.svg": b"<svg/>",
             "package/dist/static/assets/drum.mp3": b"mp3",
             "package/dist/static/assets/pen.1.png": b"png",
             "package/dist/static/assets/tutorial.gif": b"gif",
             "package/dist/scratch-gui.js": editor_script().encode()}  # fmt: skip
    bodies = {
        "scratch-gui": tarball(pages),
        "scratch": media.read_bytes(),
    }
    pinned = []
    for name, body in bodies.items():
        (folder / name).write_bytes(body)
        pinned.append(
            Package(name, "1", hashlib.sha512(body).hexdigest(), "MIT", needed=name != "scratch")
        )
    monkeypatch.setattr(build, "PACKAGES", tuple(pinned))
    return folder


def test_the_editor_is_built_from_its_packages(parcels, tmp_path):
    build.make(tmp_path / "out", parcels, str)
    found = built(tmp_path / "out")
    assert re.fullmatch("/static/scratch/gui/scratch-gui-[A-F0-9]{8}.js", found.script)
    assert found.missing == ()


def test_what_is_not_shown_is_left_out(parcels, tmp_path):
    build.make(tmp_path / "out", parcels, str)
    assets = tmp_path / "out" / "gui" / "static" / "assets"
    assert sorted(file.name for file in assets.iterdir()) == ["drum.mp3", "pen.1.png"]


def test_what_is_fetched_is_there_compressed_too(parcels, tmp_path):
    build.make(tmp_path / "out", parcels, str)
    gui = tmp_path / "out" / "gui"
    for file in (*gui.glob("*.js"), *gui.glob("texts/*.json"), *gui.glob("fonts/*.[to]tf")):
        packed = file.with_name(file.name + ".gz")
        assert gzip.decompress(packed.read_bytes()) == file.read_bytes()


def test_without_the_media_the_editor_is_there_and_says_so(parcels, tmp_path):
    (parcels / "scratch").unlink()
    build.make(tmp_path / "out", parcels, str)
    assert built(tmp_path / "out").missing == ("scratch",)


def test_a_package_that_is_another_one_stops_the_build_and_leaves_the_old(parcels, tmp_path):
    out = tmp_path / "out"
    build.make(out, parcels, str)
    (parcels / "scratch-gui").write_bytes(b"another")
    with pytest.raises(Lacking, match="scratch-gui"):
        build.make(out, parcels, str)
    assert built(out) is not None
    assert not out.with_name("out.new").exists()


def test_a_box_where_nothing_was_built_has_no_editor(tmp_path):
    assert built(tmp_path) is None


def test_a_half_built_editor_is_none(parcels, tmp_path):
    build.make(tmp_path / "out", parcels, str)
    next((tmp_path / "out" / "gui").glob("scratch-gui-*.js")).unlink()
    assert built(tmp_path / "out") is None


def test_libraries_are_replaced(media, tmp_path):
    lists = libraries.make(media, tmp_path / "assets")
    text = patches.patched(editor_script(), lists).script
    assert '"name":"Sea"' in text
    assert "Abby" not in text


@pytest.mark.parametrize("gone", ["libraries", "changes", "cat", "cuts", "texts", "fonts"])
def test_another_edition_stops_the_build(gone):
    with pytest.raises(Misfit):
        patches.patched(editor_script(**{gone: ""}), libraries.empty())


def test_the_tutorials_texts_are_left_out():
    assert "howtos" not in patches.patched(editor_script(), libraries.empty()).script


def test_the_cat_is_nowhere():
    text = patches.patched(editor_script(), libraries.empty()).script
    assert CAT not in text
    assert OTHER not in text
    assert patches._MEOW not in text


def test_a_cat_elsewhere_stops_the_build():
    with pytest.raises(Misfit, match="Cat"):
        patches.patched(editor_script() + CAT, libraries.empty())


def test_an_apostrophe_in_a_name_ends_no_script():
    lists = libraries.empty()
    lists.costumes.append({"name": "it's \\ here"})
    text = patches.patched(editor_script(), lists).script
    assert r"""JSON.parse('[{"name":"it\'s \\\\ here"}]')""" in text


def test_costumes_of_one_figure_are_one_sprite(media, tmp_path):
    sprites = libraries.make(media, tmp_path / "assets").sprites
    assert {one["name"]: len(one["costumes"]) for one in sprites} == {"Dog1": 2, "Bird-flying": 1}


def test_gif_becomes_png_under_the_hash_of_its_content(media, tmp_path):
    costume = libraries.make(media, tmp_path / "assets").costumes[0]
    body = (tmp_path / "assets" / costume["md5ext"]).read_bytes()
    assert body.startswith(b"\x89PNG")
    assert hashlib.md5(body, usedforsecurity=False).hexdigest() == costume["assetId"]


def test_a_sound_has_its_rate_and_length(media, tmp_path):
    (sound,) = libraries.make(media, tmp_path / "assets").sounds
    assert (sound["name"], sound["rate"], sound["sampleCount"] > 40) == ("Bark", 11025, True)


@pytest.mark.parametrize("body", [b"", b"PK", debian({}, data="data.tar.zst")])
def test_what_is_no_debian_package_is_refused(tmp_path, body):
    file = tmp_path / "x.deb"
    file.write_bytes(body)
    with pytest.raises(deb.Unreadable):
        list(deb.files(file, "usr/"))


def test_a_package_client_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    package = Package("scratch-gui", "1", "0", "BSD")
    with pytest.raises(Lacking, match="npm pack"):
        packages.fetch(package, tmp_path, online=True)


def test_every_package_is_pinned():
    assert all(len(package.sha512) == 128 for package in packages.PACKAGES)


def test_the_command_says_what_is_missing_and_that_the_box_works_without(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "webui.scratch", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "scratch-gui" in done.stderr
    assert "works without it" in done.stderr


def test_the_manifest_names_what_is_there(parcels, tmp_path):
    build.make(tmp_path / "out", parcels, str)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert (tmp_path / "out" / manifest["script"]).is_file()


def test_the_script_is_ascii_and_means_the_same():
    text = patches.patched(editor_script() + ";x='é\N{GRINNING FACE}';", libraries.empty()).script
    assert text.isascii()
    assert r"x='\u00e9\ud83d\ude00';" in text


def test_the_script_runs_unless_the_page_says_that_it_shall_not(tmp_path):
    held = patches.held("ran.push(1) // the end of a script")
    runs = f"{held}\nglobalThis.crowdboxRun=false;{held}\nglobalThis.crowdboxRun=true;{held}"
    told = "console.log(JSON.stringify(ran.length));"
    assert said(f"const ran=[];{runs}\n{told}", tmp_path) == 2


def test_all_of_the_script_is_held():
    text = patches.patched(editor_script(), libraries.empty()).script
    assert text.startswith("if(globalThis.crowdboxRun")
    assert text.endswith("\n}")


def test_an_escape_that_ascii_would_change_stops_the_build():
    with pytest.raises(Misfit, match="escaped by itself"):
        patches.patched(editor_script() + r";x='\é';", libraries.empty())
