"""The checks of the assignments notice every mistake of a sample of mutants that is not listed as equivalent.

`make mutants` tries them all.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from grading import notebook
from grading.mutants.measure import LIST, reviewed

pytestmark = pytest.mark.slow

SAMPLE = 40
REVIEWED = sorted(path.stem for path in LIST.glob("*.toml"))


def test_lists_belong_to_assignments():
    assert set(REVIEWED) <= set(notebook.assignments())


@pytest.fixture(scope="module")
def reports(once) -> dict[str, dict]:
    """What the command says of all assignments: they share a sandbox."""
    found = json.loads((once("mutants", measure) / "reports.json").read_text())
    return {report["assignment"]: report for report in found}


def measure(folder: Path) -> None:
    command = [sys.executable, "-m", "grading", "mutants", *REVIEWED, "--sample", str(SAMPLE), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (folder / "reports.json").write_text(done.stdout)
    (folder / "status").write_text(str(done.returncode))


@pytest.mark.parametrize("assignment", REVIEWED)
def test_every_survivor_has_a_reason(assignment, reports):
    assert reviewed(LIST / f"{assignment}.toml")
    report = reports[assignment]
    assert report["survivors"] == report["stale"] == []
    assert sum(exercise["all"] for exercise in report["exercises"].values()) == SAMPLE
    assert report["complete"]


def test_the_command_is_content(once, reports):
    assert (once("mutants", measure) / "status").read_text() == "0"
