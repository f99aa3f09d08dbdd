"""What is printed of a submission is read by a person, never obeyed by a terminal."""

import json

import pytest

from grading import __main__ as cli
from grading import console, notebook
from grading.runner import Outcome
from grading.verdict import CellVerdict, Verdict, plain

# A cleared screen, a title, a colour; the one-byte form of ESC [; text that runs backwards; rich's markup; a surrogate.
HOSTILE = "\x1b[2J\x1b]0;owned\x07\x1b[31mA\x9b2J\u202egnp.\u200b[red]B[/red]\r\b\ud800"


def printed(capsys) -> str:
    out, err = capsys.readouterr()
    return out + err


def harmless(text: str) -> bool:
    return all(c.isprintable() or c == "\n" for c in text)


def test_plain_writes_out_what_is_not_seen():
    assert harmless(plain(HOSTILE))
    assert plain("Zoë 李 ✓ [red]") == "Zoë 李 ✓ [red]"


@pytest.mark.parametrize("show", ["outcomes", "progress", "grades", "table", "complaint"])
def test_nothing_printed_is_obeyed_by_a_terminal(capsys, show, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "")
    monkeypatch.setenv("COLUMNS", "300")
    if show == "outcomes":
        console.print_outcomes("ps", [Outcome(HOSTILE, "failed", message=HOSTILE)])
    elif show == "progress":
        with console.progress_bar() as (started, progress):
            started(1)
            progress(Outcome(HOSTILE, "failed", message=HOSTILE))
    elif show == "grades":
        row = {
            "student": HOSTILE,
            "assignment": HOSTILE,
            "score": 1,
            "max_score": 2,
            "needs_manual_grade": False,
        }
        console.print_grades([row])
    elif show == "table":
        cells = {HOSTILE: CellVerdict(0, 1, "failed", HOSTILE)}
        print(Verdict("ps", cells, repairs=(HOSTILE,)).table())
    else:
        assert cli.main(["grade", HOSTILE]) == 2
    said = printed(capsys)
    assert harmless(said)
    assert "\\x1b[2J" in said
    assert "[red]B[/red]" in said.replace("\n", "")


@pytest.mark.slow
def test_json_is_plain_ascii(capsys, tmp_path):
    path = tmp_path / "x.ipynb"
    cell = {"cell_type": HOSTILE, "source": "x", "id": "phi", "metadata": {}}
    path.write_text(json.dumps({"cells": [cell]}))
    assert cli.main(["grade", notebook.assignments()[0], "--notebook", str(path), "--json"]) == 0
    said = printed(capsys)
    assert said.isascii()
    assert harmless(said)
