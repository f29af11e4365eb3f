import io
import tarfile
from pathlib import Path

import pytest

from appliance.classroom.problems import Problem
from appliance.update import bundle
from appliance.update import signature
from appliance.update.bundle import Bundle
from tests.appliance.update.card import Maker
from tests.appliance.update.card import NEW_BOOT


def verified(file: Path, maker: Maker, running: str = "0.1.0") -> Bundle:
    with file.open("rb") as stream:
        return bundle.verify(stream, maker.public, arch="arm64", running=running)


def refusal(file: Path, maker: Maker, running: str = "0.1.0") -> str:
    with pytest.raises(Problem) as caught:
        verified(file, maker, running)
    return caught.value.code


def members(update: Path) -> dict[str, bytes]:
    with tarfile.open(update) as tar:
        return {name: tar.extractfile(name).read() for name in tar.getnames()}  # type: ignore[union-attr]


def written(parts: dict[str, bytes], target: Path) -> Path:
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return target


def resigned(parts: dict[str, bytes], maker: Maker, old: bytes, new: bytes) -> dict[str, bytes]:
    """Return an update whose makers signed another manifest."""
    manifest = parts["manifest.json"].replace(old, new)
    assert manifest != parts["manifest.json"]
    signed = signature.sign(manifest, maker.private)
    return parts | {"manifest.json": manifest, "manifest.sig": signed}


def test_a_good_update_says_what_it_brings(update: Path, maker: Maker) -> None:
    info = verified(update, maker).info("0.1.0")
    assert (info.version, info.notes, info.newer) == ("9.0.0", "It is new.", True)
    assert info.created == 1_800_000_000


def test_its_boot_files_are_known_by_name(update: Path, maker: Maker) -> None:
    assert verified(update, maker).boot.keys() == NEW_BOOT.keys()


def test_the_progress_ends_with_all_of_it(update: Path, maker: Maker) -> None:
    told: list[tuple[int, int]] = []
    with update.open("rb") as file:
        bundle.verify(
            file,
            maker.public,
            arch="arm64",
            progress=lambda *step: told.append(step),
            running="0.1",
        )
    assert told[-1][0] == told[-1][1] > 0


def test_the_same_files_make_the_same_update(update: Path, maker: Maker) -> None:
    assert maker.update(name="again.update").read_bytes() == update.read_bytes()


def test_the_release_that_runs_may_come_once_more(update: Path, maker: Maker) -> None:
    assert not verified(update, maker, running="9.0.0").info("9.0.0").newer


def test_an_older_release_is_refused(update: Path, maker: Maker) -> None:
    assert refusal(update, maker, running="9.0.1") == "older_update"


def test_another_processors_update_is_refused(maker: Maker) -> None:
    assert refusal(maker.update(arch="amd64", name="pc.update"), maker) == "other_board"


def test_somebody_elses_signature_is_refused(tmp_path: Path, maker: Maker) -> None:
    assert refusal(Maker(tmp_path).update(), maker) == "forged_update"


def test_a_manifest_that_was_changed_is_refused(update: Path, maker: Maker, tmp_path) -> None:
    parts = members(update)
    parts["manifest.json"] = parts["manifest.json"].replace(b"9.0.0", b"9.0.1")
    assert refusal(written(parts, tmp_path / "u"), maker) == "forged_update"


def test_an_update_without_signature_is_refused(update: Path, maker: Maker, tmp_path) -> None:
    parts = members(update)
    del parts["manifest.sig"]
    assert refusal(written(parts, tmp_path / "u"), maker) == "not_an_update"
    parts = members(update) | {"manifest.sig": b""}
    assert refusal(written(parts, tmp_path / "v"), maker) == "forged_update"


@pytest.mark.parametrize("name", ["boot.tar", "root.squashfs"])
def test_a_changed_byte_is_found(update: Path, maker: Maker, tmp_path: Path, name: str) -> None:
    parts = members(update)
    damaged = bytearray(parts[name])
    damaged[-700] ^= 1
    parts[name] = bytes(damaged)
    assert refusal(written(parts, tmp_path / "u"), maker) == "damaged_update"


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_download_that_ended_early_is_damaged(update, maker: Maker, tmp_path, share) -> None:
    data = update.read_bytes()
    (tmp_path / "u").write_bytes(data[: int(len(data) * share)])
    assert refusal(tmp_path / "u", maker) == "damaged_update"


def test_another_order_is_refused(update: Path, maker: Maker, tmp_path: Path) -> None:
    parts = members(update)
    odd = {name: parts[name] for name in reversed(parts)}
    assert refusal(written(odd, tmp_path / "u"), maker) == "not_an_update"


def test_a_member_more_is_refused(update: Path, maker: Maker, tmp_path: Path) -> None:
    parts = members(update) | {"more": b"more"}
    assert refusal(written(parts, tmp_path / "u"), maker) == "damaged_update"


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\3\4" * 500, bytes(5000)])
def test_any_other_file_is_no_update(maker: Maker, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "u").write_bytes(content)
    assert refusal(tmp_path / "u", maker) == "not_an_update"


def test_a_huge_manifest_is_not_read(update: Path, maker: Maker, tmp_path: Path) -> None:
    parts = members(update) | {"manifest.json": bytes(1 << 20)}
    assert refusal(written(parts, tmp_path / "u"), maker) == "not_an_update"


def test_sizes_that_the_manifest_does_not_say_are_refused(update, maker: Maker, tmp_path) -> None:
    parts = members(update)
    size = str(len(parts["root.squashfs"])).encode()
    odd = resigned(parts, maker, b'"size": ' + size, b'"size": 5')
    assert refusal(written(odd, tmp_path / "u"), maker) == "damaged_update"


def test_a_format_of_later_is_from_a_newer_crowdbox(update, maker: Maker, tmp_path) -> None:
    odd = resigned(members(update), maker, b'"format": 1', b'"format": 2')
    assert refusal(written(odd, tmp_path / "u"), maker) == "newer_file"


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b"])
def test_boot_files_with_paths_are_refused(update, maker: Maker, tmp_path, name: str) -> None:
    inner = written(NEW_BOOT | {name: b"x"}, tmp_path / "boot").read_bytes()
    assert refusal(_with_boot(update, maker, inner, tmp_path), maker) == "damaged_update"


def test_a_slot_without_kernel_is_refused(update: Path, maker: Maker, tmp_path: Path) -> None:
    without = {name: data for name, data in NEW_BOOT.items() if name != "vmlinuz"}
    inner = written(without, tmp_path / "boot").read_bytes()
    assert refusal(_with_boot(update, maker, inner, tmp_path), maker) == "damaged_update"


def test_making_refuses_a_command_line_without_the_mark(maker: Maker) -> None:
    with pytest.raises(ValueError, match="@ROOT@"):
        maker.update(boot=NEW_BOOT | {"cmdline.txt": b"root=/dev/sda\n"}, name="odd.update")
    assert not (maker.folder / "odd.update").exists()


def test_making_refuses_more_notes_than_a_box_reads(maker: Maker) -> None:
    with pytest.raises(ValueError, match="too long"):
        maker.update(notes="news " * 20_000, name="long.update")


def test_the_command_line_makes_and_verifies(maker: Maker, update, tmp_path, capsys) -> None:
    made = str(tmp_path / "made.update")
    boot, root = str(maker.folder / "new.update-boot"), str(maker.folder / "root")
    options = ["--boot", boot, "--root", root, "--key", str(maker.private), "--version", "3.0"]
    assert bundle._main(["make", "-o", made, *options]) == 0
    assert bundle._main(["verify", made, "--key", str(maker.public)]) == 0
    assert "whole and signed: Crowdbox 3.0" in capsys.readouterr().out


def test_the_command_line_says_what_is_wrong(maker: Maker, tmp_path: Path, capsys) -> None:
    (tmp_path / "u").write_bytes(b"hello")
    assert bundle._main(["verify", str(tmp_path / "u"), "--key", str(maker.public)]) == 1
    assert "no update" in capsys.readouterr().err


def _with_boot(update: Path, maker: Maker, inner: bytes, folder: Path) -> Path:
    """Make an update whose makers have packed other boot files."""
    import hashlib

    parts = members(update)
    old, size = hashlib.sha256(parts["boot.tar"]).hexdigest(), len(parts["boot.tar"])
    new = hashlib.sha256(inner).hexdigest()
    parts = resigned(parts, maker, old.encode(), new.encode())
    if len(inner) != size:
        parts = resigned(parts, maker, b'"size": %d' % size, b'"size": %d' % len(inner))
    return written(parts | {"boot.tar": inner}, folder / "odd")
