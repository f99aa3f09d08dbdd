"""The checks of the assignments notice every mistake of a sample of mutants that is not listed as equivalent.

`make mutants` tries them all.
"""

import json
import subprocess
import sys

import pytest

from grading import notebook
from grading.mutants.measure import LIST, reviewed

pytestmark = pytest.mark.slow

SAMPLE = 40
REVIEWED = sorted(path.stem for path in LIST.glob("*.toml"))


def test_lists_belong_to_assignments():
    assert set(REVIEWED) <= set(notebook.assignments())


@pytest.mark.parametrize("assignment", REVIEWED)
def test_every_survivor_has_a_reason(assignment):
    assert reviewed(LIST / f"{assignment}.toml")
    command = [sys.executable, "-m", "grading", "mutants", assignment, "--sample", str(SAMPLE), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    [report] = json.loads(done.stdout)
    assert report["survivors"] == report["stale"] == []
    assert sum(exercise["all"] for exercise in report["exercises"].values()) == SAMPLE
    assert done.returncode == 0
