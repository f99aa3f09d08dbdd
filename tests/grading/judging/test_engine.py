"""grade_one always answers: whatever is handed in, and whatever of the grader dies on the way."""

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from target import CHECKS, RIGHT, make_cell, make_notebook, target

from grading import notebook
from grading.attention import of_verdict
from grading.judging import engine
from grading.judging.engine import JudgeProcess, grade_one, unjudged
from grading.judging.job import Job
from grading.limits import PATIENCE, Limits
from grading.record import render
from grading.verdict import Verdict

pytestmark = pytest.mark.slow

SOURCE = notebook.dumps(target())
LIMITS = Limits(cell_seconds=5, submission_seconds=60)


def children(parent: int) -> list[int]:
    """Processes whose parent this is."""
    said = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False)
    return [int(word) for word in said.stdout.split()]


def wait_for(found, seconds: float = 30):
    """What `found()` gives as soon as it gives something."""
    until = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)
    return result


VICTIMS = {"trusted": "sleep 1.61", "sandbox": "sleep 1.62", "judge": "sleep 1.63"}  # seen from outside


@pytest.mark.parametrize("victim", VICTIMS)
def test_a_process_of_the_grader_killed_on_the_way(victim):
    """The engine starts what was killed again, and grades once more."""
    grade_one(SOURCE, b"", LIMITS)  # the processes stand
    trusted = JudgeProcess.current(True).process.pid
    nap = VICTIMS[victim]
    slow = RIGHT | {"mean": f"import os\nos.system({nap!r})\n" + RIGHT["mean"]}
    killed = []

    def kill():
        wait_for(lambda: subprocess.run(["pgrep", "-f", f"^{nap}"], capture_output=True).returncode == 0)
        inner = {
            pid: Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"bwrap") for pid in children(trusted)
        }
        victims = {
            "trusted": [trusted],
            "sandbox": [pid for pid, is_sandbox in inner.items() if is_sandbox],
            "judge": [pid for pid, is_sandbox in inner.items() if not is_sandbox],
        }
        for pid in victims[victim]:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    killer = threading.Thread(target=kill)
    killer.start()
    verdict = grade_one(SOURCE, notebook.dumps(notebook.fill(target(), slow)), LIMITS)
    killer.join()
    assert len(killed) == 1
    assert verdict.score == len(CHECKS)


def graded(content: bytes) -> Verdict:
    verdict = grade_one(SOURCE, content, LIMITS)
    assert verdict.max_score == len(CHECKS)
    return verdict


def test_ninety_megabytes():
    nb = notebook.fill(target(), RIGHT)
    text = "x" * 1_000_000
    nb.cells[0].outputs = [{"output_type": "stream", "name": "stdout", "text": text} for _ in range(90)]
    assert graded(json.dumps(nb).encode()).score == len(CHECKS)


def test_more_than_can_be_read():
    verdict = graded(b"[" * (300 << 20))
    assert verdict.score == 0
    assert "clear the outputs" in verdict.repairs[0]


def test_ten_thousand_cells():
    nb = notebook.fill(target(), RIGHT)
    empty = {"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": [], "execution_count": None}
    nb["cells"] += [dict(empty) for _ in range(10_000)]
    assert graded(json.dumps(nb).encode()).score == len(CHECKS)


def test_dying_in_every_cell():
    dying = {name: "import os\nos._exit(1)" for name in RIGHT}
    verdict = graded(notebook.dumps(notebook.fill(target(), dying)))
    assert {cell.status for cell in verdict.cells.values()} == {"died"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"not json",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"cells": 7}',
        b'{"cells": [1, null, {}]}',
    ],
    ids=lambda c: repr(c[:12]),
)
def test_no_notebook(content):
    verdict = graded(content)
    assert verdict.score == 0
    assert verdict.repairs


def test_text_answers_survive_a_judge_that_dies_twice(monkeypatch):
    """The zeros of `unjudged` carry what was handed in, and a text answer still waits for a person."""
    source = make_notebook(*target().cells, make_cell("essay", "manual", "Why?"))
    handed = notebook.fill(
        source, RIGHT | {"essay": "Because of the width.", "mean": "import os\nos.system('sleep 1.64')"}
    )
    process, stop = JudgeProcess.current(True), threading.Event()

    def kill():
        while not stop.is_set():
            if subprocess.run(["pgrep", "-f", "^sleep 1.64"], capture_output=True).returncode == 0:
                for pid in children(process.process.pid):
                    if not Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"bwrap"):
                        os.kill(pid, signal.SIGKILL)
            stop.wait(0.05)

    killer = threading.Thread(target=kill)
    killer.start()
    verdict = grade_one(notebook.dumps(source), notebook.dumps(handed), LIMITS)
    stop.set()
    killer.join()
    assert {cell.status for cell in verdict.judged.values()} == {"died"}
    assert verdict.cells["essay"].status == "manual"
    written = {cell["id"]: cell.get("source") for cell in verdict.notebook["cells"]}
    assert written["essay"] == "Because of the width."
    shown = render(notebook.dumps(source), verdict, "key", outputs=True)
    assert "Because of the width." in next(cell for cell in shown.cells if cell.id == "essay").source


def test_a_judge_that_dies_before_it_has_read_anything():
    """No cell of the student is known then; the notebook can be rendered all the same."""
    source = notebook.dumps(make_notebook(*target().cells, make_cell("essay", "manual", "Why?")))
    verdict = unjudged(Job(source, b"", {}, 7, "target"), "It could not be graded.", [])
    assert verdict.cells["essay"].status == "manual"
    assert "essay" in [cell.id for cell in render(source, verdict, "key", outputs=True).cells]


@pytest.mark.parametrize(("used", "judged"), [(0.4, 2), (1.1, 1)], ids=["a part", "all"])
def test_a_judge_that_used_up_its_time_is_not_started_a_second_time(monkeypatch, used, judged):
    """The second would take as long: a submission costs its class one patience, not two."""
    now, judges = [1000.0], []

    class Dying:
        def judge(self, job, salvaged):
            judges.append(job)
            now[0] += used * PATIENCE * LIMITS.submission_seconds
            raise EOFError

        def alive(self):
            return True

    monkeypatch.setattr(engine, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(JudgeProcess, "current", lambda sandbox: Dying())
    verdict = grade_one(SOURCE, b"", LIMITS)
    assert len(judges) == judged
    assert {(cell.status, cell.message) for cell in verdict.cells.values()} == {
        ("died", "This notebook could not be graded: the judging process ended.")
    }


@pytest.mark.parametrize("seed", [-1, 1 << 64])
def test_a_seed_out_of_range_is_one_line(seed):
    with pytest.raises(ValueError, match=r"^seed: got -?\d+, expected a whole number from 0 to 2\*\*64 - 1$"):
        grade_one(SOURCE, b"", LIMITS, seed)


def test_experiments_take_no_time_from_answers_and_checks():
    """Loops of a student's own: each is stopped and named, those after a third of the time are not run, and what the
    answers below earn stays."""
    nb = notebook.fill(target(), RIGHT)
    for number in range(8):
        nb.cells.insert(2, nbformat.v4.new_code_cell("while True:\n    pass", id=f"mine{number}"))
    verdict = grade_one(SOURCE, notebook.dumps(nb), Limits(cell_seconds=1, submission_seconds=6))
    assert verdict.score == verdict.max_score == 7
    said = [
        output["evalue"]
        for cell in verdict.notebook["cells"]
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
    ]
    assert len(said) == 8
    ran = [words for words in said if words.startswith("your code took longer than it may (1 s)")]
    assert 1 <= len(ran) <= 3, "within 2 seconds"
    assert all("not run: cells of your own above it" in words for words in said if words not in ran)
    [concern] = [c for c in of_verdict(verdict) if c.kind == "stopped"]
    assert concern.text.startswith("no check; cells: extra-")
