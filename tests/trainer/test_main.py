import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from trainer import model_file
from trainer import weights
from trainer.__main__ import EXAMPLES
from trainer.__main__ import main
from trainer.__main__ import parser

ROOT = Path(__file__).parents[2]
PETS = ["contributor,label,data,state"] + [
    f"{who},{label},{label} says {sound},shown"
    for who in ("ana", "bo", "cem")
    for label, sound in (("cat", "miau"), ("dog", "wau"))
]
FLOWERS = ["label;contributor;petal;leaf;colour"] + [
    f"{'rose' if petal > 4 else 'lily'};p{petal % 4};{petal},5;{'' if petal == 3 else 1};red"
    for petal in range(10)
    for _ in range(3)
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "examples.csv"
    path.write_text("\n".join(PETS), encoding="utf-8-sig")
    return path


@pytest.fixture
def flowers_table(tmp_path: Path) -> Path:
    path = tmp_path / "flowers.csv"
    path.write_text("\n".join(FLOWERS))
    return path


@pytest.fixture
def trained(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    model = tmp_path / "pets.model"
    assert main(["fit", str(table), "-o", str(model)]) == 0
    capsys.readouterr()
    return model


@pytest.fixture
def forest(flowers_table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    model = tmp_path / "flowers.model"
    assert main(["fit", str(flowers_table), "-o", str(model)]) == 0
    capsys.readouterr()
    return model


def printed(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> list[dict[str, Any]]:
    """Return the lines of JSON that a command prints."""
    capsys.readouterr()
    assert main([str(one) for one in arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """Return the one line on standard error of a command that was not done."""
    capsys.readouterr()
    assert main([str(one) for one in arguments]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert re.fullmatch(r"trainer: .+\n", told.err)
    return told.err


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Return what a command of its own said: as people call it."""
    command = [sys.executable, "-m", "trainer", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def test_fit_predict_and_export_from_the_command_line(flowers_table: Path, tmp_path: Path) -> None:
    model, packed = tmp_path / "flowers.model", tmp_path / "flowers.zip"
    fitted = run("fit", flowers_table, "-o", model)
    assert (fitted.returncode, fitted.stderr) == (0, "")
    assert "right, on people the model had not seen" in fitted.stdout
    asked = run("predict", model, "9.5,1,red", "0,,")
    assert [json.loads(line)["label"] for line in asked.stdout.splitlines()] == ["rose", "lily"]
    assert run("export", model, "-o", packed).returncode == 0
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "out")
    command = [sys.executable, "-I", "-B", "-c", OUTSIDE, tmp_path / "out", "9.5,1,red"]
    outside = subprocess.run(command, capture_output=True, text=True)
    assert json.loads(outside.stdout)["label"] == "rose"


OUTSIDE = (
    "import runpy, sys; sys.argv = sys.argv[1:]; sys.path.insert(0, sys.argv[0]);"
    "runpy.run_path(sys.argv[0] + '/predict.py', run_name='__main__')"
)


def test_a_mistake_is_one_line_and_status_1(tmp_path: Path) -> None:
    done = run("fit", tmp_path / "none.csv", "-o", tmp_path / "x.model")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"trainer: .*No such file.*\n", done.stderr)


def test_fitting_a_table_says_the_score_and_writes_a_model(
    capsys: pytest.CaptureFixture[str], table: Path, tmp_path: Path
) -> None:
    assert main(["fit", str(table), "-o", str(tmp_path / "m")]) == 0
    assert "6 of 6 (100.0%" in capsys.readouterr().out
    assert model_file.load((tmp_path / "m").read_bytes()).labels == ("cat", "dog")


def test_predicting_prints_a_line_of_json_for_each_text(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(capsys, "predict", trained, "wau wau", "miau")
    assert [(line["data"], line["label"]) for line in lines] == [
        ("wau wau", "dog"),
        ("miau", "cat"),
    ]
    assert lines[0]["why"]["words"][0]["word"] == "wau"


def test_why_can_be_left_out(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [line] = printed(capsys, "predict", "--no-why", trained, "wau")
    assert "why" not in line


def test_columns_become_fields_by_what_is_in_them(forest: Path) -> None:
    fields = model_file.load(forest.read_bytes()).fields  # type: ignore[attr-defined]
    assert [(field.name, field.kind, field.choices) for field in fields] == [
        ("petal", "number", ()),
        ("leaf", "number", ()),
        ("colour", "choice", ("red",)),
    ]


@pytest.mark.parametrize("row", ["9.5,1,red", '[9.5,1,"red"]', "9.5,,", "[9.5,null,null]"])
def test_rows_are_asked_as_lists_or_parted_by_commas(
    forest: Path, row: str, capsys: pytest.CaptureFixture[str]
) -> None:
    [line] = printed(capsys, "predict", forest, row)
    assert (line["label"], line["why"]["kind"]) == ("rose", "path")
    assert line["why"]["steps"][0] == {"field": "petal", "is": ">", "value": 5.0}


@pytest.mark.parametrize("row", ["1,2", "1,2,green", "x,2,red", "[1,2]", "[1", '["x",2,"red"]'])
def test_a_row_that_does_not_fit_is_refused_in_words(
    forest: Path, row: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(capsys, "predict", forest, row)


def test_lists_in_the_column_data_are_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lists.csv"
    rows = [f'{"b" if n > 4 else "a"},"[{n},null,""x""]"' for n in range(10)]
    path.write_text("\n".join(["label,data", *rows]))
    assert main(["fit", str(path), "-o", str(tmp_path / "m")]) == 0
    [line] = printed(capsys, "predict", tmp_path / "m", "[8,null,null]")
    assert line["label"] == "b"


def test_the_table_of_a_downloaded_project_names_the_fields(tmp_path: Path) -> None:
    path = tmp_path / "examples.csv"
    path.write_text('id,label,data,size,kind\n1,a,"[-1,""x""]",\'-1,x\n2,b,"[2,null]",2,\n')
    main(["fit", str(path), "-o", str(tmp_path / "m")])
    fields = model_file.load((tmp_path / "m").read_bytes()).fields  # type: ignore[attr-defined]
    assert [(field.name, field.kind) for field in fields] == [
        ("size", "number"),
        ("kind", "choice"),
    ]


def test_what_spreadsheets_need_before_a_formula_is_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "guarded.csv"
    path.write_text("label,size,word\na,'-1.5,'=x\nb,2,''y\n")
    main(["fit", str(path), "-o", str(tmp_path / "m")])
    fields = model_file.load((tmp_path / "m").read_bytes()).fields  # type: ignore[attr-defined]
    assert [field.kind for field in fields] == ["number", "choice"]
    assert fields[1].choices == ("'y", "=x")


def test_hidden_rows_are_left_out(table: Path, tmp_path: Path) -> None:
    table.write_text("\n".join([*PETS, "dee,emu,hidden one,hidden"]))
    assert main(["fit", str(table), "-o", str(tmp_path / "m")]) == 0
    assert model_file.load((tmp_path / "m").read_bytes()).labels == ("cat", "dog")


def test_rows_without_label_or_text_are_left_out(table: Path, tmp_path: Path) -> None:
    table.write_text("\n".join([*PETS, ",,,", "dee,emu, ,shown", "dee,,words,shown"]))
    assert main(["fit", str(table), "-o", str(tmp_path / "m")]) == 0
    assert model_file.load((tmp_path / "m").read_bytes()).labels == ("cat", "dog")


def test_a_table_without_contributors_has_no_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bare.csv"
    path.write_text("label,data\ncat,miau\ndog,wau\n")
    assert main(["fit", str(path), "-o", str(tmp_path / "model")]) == 0
    assert "No score" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"label,data\n",
        b"name\nx\n",
        b"label\nx\n",
        b"label,data\ncat,miau\n",
        b"label,data\ncat,miau,x\ndog,wau,y\n",
        b"label,data\na,\nb,\n",
        b"label,data,state\na,x,hidden\n",
        b"\xff\xfe",
        b"label,size\na,\nb,\n",
        b"label,file\na,x.jpg\nb,y.jpg\n",
        b"label,file\na,x.txt\nb,y.txt\n",
        b"label," + b",".join(b"c%d" % n for n in range(11)) + b"\na" + b",1" * 11 + b"\n",
        b"label,word\n" + b"".join(b"a,w%d\n" % n for n in range(10)) + b"b,w\n",
        b'label,data\na,"[1,2]"\nb,"[1]"\n',
        b'label,data\na,"[x]"\nb,"[1]"\n',
    ],
)
def test_a_table_that_will_not_do_is_refused_in_words(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    assert main(["fit", str(path), "-o", str(tmp_path / "model")]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("trainer: ")
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(("kind", "of"), [("numbers", "words"), ("images", "words")])
def test_a_type_that_the_table_is_not_of_is_refused(
    tmp_path: Path, kind: str, of: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("label,data\na,some words\nb,other words\n")
    assert main(["fit", "--type", kind, str(path), "-o", str(tmp_path / "m")]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("trainer: ")


def test_a_damaged_model_is_refused_in_words(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trained.write_bytes(trained.read_bytes()[:-1])
    assert "damaged" in refused(capsys, "predict", trained, "x")
    assert "damaged" in refused(capsys, "export", trained, "-o", trained.with_suffix(".zip"))


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of light and dark pictures, with something else between them."""
    if weights.where("lite0") is None:
        pytest.skip("missing weights: lite0")
    for label, level in (("dark", 30), ("light", 220)):
        (tmp_path / "pictures" / label).mkdir(parents=True)
        for number in range(3):
            pixels = np.full((40, 40, 3), level + number, np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pictures" / label / f"{number}.png")
    (tmp_path / "pictures" / "notes.txt").write_text("these are ours")
    return tmp_path / "pictures"


def test_a_folder_of_pictures_is_learned_from(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fit", str(pictures), "-o", str(tmp_path / "m")]) == 0
    found = printed(capsys, "predict", tmp_path / "m", pictures / "dark" / "1.png")
    assert (found[0]["label"], "why" in found[0]) == ("dark", False)


def test_a_table_of_files_has_contributors_and_a_broken_file_is_left_out(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pictures / "light" / "9.png").write_bytes(b"no picture")
    rows = [f"{path.parent.name},p{path.stem},{path.relative_to(tmp_path)}"
            for path in sorted(pictures.rglob("*.png"))]  # fmt: skip
    table = tmp_path / "files.csv"
    table.write_text("\n".join(["label,contributor,file", *rows]))
    assert main(["fit", str(table), "-o", str(tmp_path / "m")]) == 0
    told = capsys.readouterr()
    assert "6 of 6" in told.out
    assert told.err.count("\n") == 1
    assert "left out" in told.err
    assert "9.png" in told.err


def test_a_picture_that_is_none_is_refused(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["fit", str(pictures), "-o", str(tmp_path / "m")])
    assert "unsupported media file" in refused(
        capsys, "predict", tmp_path / "m", pictures / "notes.txt"
    )


def test_a_folder_without_examples_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "subfolder" in refused(capsys, "fit", tmp_path, "-o", tmp_path / "m")


def test_missing_weights_are_named_with_what_to_do(
    pictures: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(weights.FOLDER, str(tmp_path / "nowhere"))
    said = refused(capsys, "fit", pictures, "-o", tmp_path / "m")
    assert "lite0" in said
    assert "make weights" in said


def test_the_curve_is_a_table_of_people_and_scores(
    flowers_table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["curve", str(flowers_table), "--seconds", "0"]) == 0
    head, *points = capsys.readouterr().out.splitlines()
    assert head.split() == ["people", "examples", "right", "±"]
    assert points[0].split()[0] == "1"


def test_the_curve_in_json_is_what_the_study_gives(
    flowers_table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [result] = printed(capsys, "curve", flowers_table, "--seconds", "0", "--json")
    assert (result["contributors"], result["reason"]) == (4, "")


def test_two_people_make_no_curve(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "two.csv"
    path.write_text("label,contributor,n\na,x,1\nb,x,2\na,y,1\nb,y,2\n")
    assert main(["curve", str(path)]) == 0
    assert capsys.readouterr().out.startswith("No curve: ")


def card(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("card.md").decode()


def test_the_card_of_an_export_says_what_fit_knew(forest: Path, tmp_path: Path) -> None:
    assert main(["export", str(forest), "-o", str(tmp_path / "z"), "--name", "My flowers"]) == 0
    text = card(tmp_path / "z")
    assert text.startswith("# My flowers\n")
    assert "- **Examples:** 30\n- **People who made them:** 4\n" in text


def test_a_model_alone_is_exported_with_a_card_that_knows_less(
    forest: Path, tmp_path: Path
) -> None:
    forest.with_name("flowers.model.json").unlink()
    assert main(["export", str(forest), "-o", str(tmp_path / "z")]) == 0
    assert "not known" in card(tmp_path / "z")


@pytest.mark.parametrize("about", ["nothing.json", "flowers.csv"])
def test_a_file_that_tells_nothing_of_a_model_is_refused(
    forest: Path, tmp_path: Path, about: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(capsys, "export", forest, "-o", tmp_path / "z", "--about", tmp_path / about)


def commands() -> dict[str, Any]:
    [group] = parser()._subparsers._group_actions  # type: ignore[union-attr]
    return dict(group.choices)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", list(commands()))
def test_every_command_is_in_the_docs_with_its_options(name: str) -> None:
    docs = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    section = docs.partition("## python -m trainer")[2]
    [row] = re.findall(rf"^\| `{name}\b.*$", section, re.MULTILINE)
    options = {text for action in commands()[name]._actions for text in action.option_strings}
    assert options - {"-h", "--help"} <= set(re.findall(r"(?<![\w-])--?[a-z-]+", row))


def test_what_examples_may_be_is_in_the_docs_word_by_word() -> None:
    assert EXAMPLES in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_asking_needs_no_scikit_learn(forest: Path) -> None:
    program = (
        "import sys; from trainer.__main__ import main;"
        f"main(['predict', {str(forest)!r}, '1,1,red']);"
        "print([name for name in sys.modules if name.startswith(('sklearn', 'scipy'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_service_imports_no_scikit_learn() -> None:
    program = (
        "import sys, trainer.server;"
        "print([name for name in sys.modules if name.startswith(('sklearn', 'scipy'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
