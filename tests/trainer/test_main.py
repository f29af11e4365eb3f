import json
import subprocess
import sys
from pathlib import Path

import pytest

from trainer import model_file
from trainer.__main__ import main
from trainer.__main__ import read_examples

ROWS = ["contributor,label,data,state"] + [
    f"{who},{label},{label} says {sound},shown"
    for who in ("ana", "bo", "cem")
    for label, sound in (("cat", "miau"), ("dog", "wau"))
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "examples.csv"
    path.write_text("\n".join(ROWS), encoding="utf-8-sig")
    return path


@pytest.fixture
def trained(table: Path, tmp_path: Path) -> Path:
    model = tmp_path / "pets.model"
    assert main(["fit", str(table), "-o", str(model)]) == 0
    return model


def test_fitting_a_table_says_the_score_and_writes_a_model(
    capsys: pytest.CaptureFixture[str], trained: Path
) -> None:
    assert "6 of 6 right (100.0%)" in capsys.readouterr().out
    assert model_file.load(trained.read_bytes()).labels == ("cat", "dog")


def test_predicting_prints_a_line_of_json_for_each_text(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    main(["predict", str(trained), "wau wau", "miau"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["data"], line["label"]) for line in lines] == [
        ("wau wau", "dog"),
        ("miau", "cat"),
    ]
    assert lines[0]["because"][0]["word"] == "wau"


def test_hidden_rows_are_left_out(table: Path) -> None:
    table.write_text("\n".join([*ROWS, "dee,emu,hidden one,hidden"]))
    assert {label for label, _, _ in read_examples(table)} == {"cat", "dog"}


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
        b"label,data\ncat,miau\n",
        b"label,data\na,.\nb,.\n",
        b"\xff\xfe",
    ],
)
def test_a_table_that_will_not_do_is_refused_in_words(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    assert main(["fit", str(path), "-o", str(tmp_path / "model")]) == 1
    assert capsys.readouterr().err.startswith("trainer: ")
    assert not (tmp_path / "model").exists()


def test_a_damaged_model_is_refused_in_words(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trained.write_bytes(trained.read_bytes()[:-1])
    assert main(["predict", str(trained), "x"]) == 1
    assert "damaged" in capsys.readouterr().err


def test_the_service_imports_no_scikit_learn() -> None:
    program = (
        "import sys, trainer.server;"
        "print([name for name in sys.modules if name.startswith(('sklearn', 'scipy'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
