"""A class: nothing recorded is lost, everyone else is graded, no failure is silent, whatever breaks on the way."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from target import RIGHT, WRONG, target

from grading import notebook
from grading.course import Course
from grading.engine import GradingError
from grading.runner import grade_class

pytestmark = pytest.mark.slow

SOURCE = notebook.dumps(target())
LIMITS = {"cell_seconds": 5, "submission_seconds": 60}
CLASS = {"ada": RIGHT, "bob": WRONG, "cyd": {}, "dan": RIGHT, "eve": WRONG, "fay": RIGHT}
SCORES = {"ada": 7, "bob": 0, "cyd": 0, "dan": 7, "eve": 0, "fay": 7}


@pytest.fixture
def course(tmp_path):
    """A small class that has handed in, with nbgrader's configuration of this repository."""
    root = tmp_path / "course"
    config = (notebook.ROOT / "nbgrader_config.py").read_text()
    config = config.replace("Path(__file__).resolve().parent", f"Path({str(notebook.ROOT)!r})")
    root.mkdir()
    (root / "nbgrader_config.py").write_text(config + f"\nc.CourseDirectory.root = {str(root)!r}\n")
    notebook.write(target(), root / "source/target/target.ipynb")
    for student, answers in CLASS.items():
        hand_in(root, student, notebook.dumps(notebook.fill(target(), answers)))
    Course(root).register("target")
    return root


def hand_in(root: Path, student: str, content: bytes) -> None:
    path = root / f"submitted/{student}/target/target.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def changed(answers: dict[str, str]) -> bytes:
    """A submission that the cache has not seen."""
    return notebook.dumps(notebook.fill(target(), answers | {"double": f"{answers['double']}\n# again"}))


def grade(root: Path, **options):
    return {o.student: o for o in grade_class("target", Course(root, LIMITS), workers_number=2, **options)}


def recorded(root: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        rows = gradebook.assignment_submissions("target")
        assert len({row.student_id for row in rows}) == len(rows)
        graded = [r for r in rows if all(g.auto_score is not None for n in r.notebooks for g in n.grades)]
        return {row.student_id: row.score for row in graded}


def in_background(root: Path) -> subprocess.Popen:
    """A runner in a process of its own."""
    script = (
        "import pathlib, sys; from grading.course import Course; from grading.runner import grade_class\n"
        "course = Course(pathlib.Path(sys.argv[1]), {'cell_seconds': 5, 'submission_seconds': 60})\n"
        "grade_class('target', course, workers_number=2, progress=lambda o: print(o.student, flush=True))"
    )
    environment = os.environ | {"PYTHONPATH": str(notebook.ROOT)}
    words = [sys.executable, "-c", script, str(root)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)


def test_class_is_graded_once_and_resumes(course):
    assert {o.status for o in grade(course).values()} <= {"graded", "cached"}  # equal answers are graded once
    assert recorded(course) == SCORES
    assert {o.status for o in grade(course).values()} == {"unchanged"}
    hand_in(course, "bob", changed(RIGHT))
    assert grade(course)["bob"].status == "graded"
    assert recorded(course) == SCORES | {"bob": 7}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_runner_killed_on_the_way(course, how):
    process = in_background(course)
    with process:
        first = process.stdout.readline().strip()
        process.send_signal(how)
    before = recorded(course)
    assert first in before
    outcomes = grade(course)
    assert outcomes[first].status == "unchanged"
    assert recorded(course) == SCORES
    assert {s: SCORES[s] for s in before} == before


def test_gradebook_locked_by_another_process(course):
    """The record waits until the other process lets go."""
    lock = sqlite3.connect(course / "gradebook.db", check_same_thread=False)
    lock.execute("BEGIN EXCLUSIVE")
    threading.Timer(12, lock.rollback).start()
    time.sleep(0.1)
    graded = grade(course)
    assert {o.status for o in graded.values()} <= {"graded", "cached"}, graded
    assert recorded(course) == SCORES


def test_disk_full_while_writing(course, monkeypatch):
    """A verdict that cannot be written is a failure with a reason, not a loss of the others."""
    write, seen = notebook.replace_file, []

    def full(path, content):
        seen.append(path)
        if len(seen) == 2:
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(notebook, "replace_file", full)
    outcomes = grade(course)
    failed = [o for o in outcomes.values() if o.status == "failed"]
    assert len(failed) == 1
    assert "No space left" in failed[0].message
    monkeypatch.undo()
    grade(course)
    assert recorded(course) == SCORES


def test_failed_rerun_leaves_no_stale_score(course, monkeypatch):
    grade(course)
    assert recorded(course)["ada"] == 7
    hand_in(course, "ada", changed(WRONG))

    def broken(*args):
        raise GradingError("the grader broke")

    monkeypatch.setattr("grading.exporter.grade_one", broken)
    monkeypatch.setattr("grading.engine.grade_one", broken)
    outcome = grade(course)["ada"]
    assert outcome.status == "failed"
    assert "broke" in outcome.message
    assert "ada" not in recorded(course)


def test_second_runner_is_refused(course):
    with Course(course).only_writer(), pytest.raises(ValueError, match="another run"):
        grade(course)


def test_stock_autograde_records_the_same(course):
    words = [Path(sys.executable).parent / "nbgrader", "autograde", "target", f"--course-dir={course}"]
    done = subprocess.run(words, cwd=course, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert recorded(course) == SCORES
