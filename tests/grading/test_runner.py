"""A class: nothing recorded is lost, everyone else is graded, no failure is silent, whatever breaks on the way."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from databases import POSTGRES, postgresql
from distributed import Client
from hostile import HOSTILE, ODD, make_hostile
from nbgrader.api import Gradebook
from sqlalchemy import text
from target import RIGHT, WRONG, make_cell, target

from grading import __main__ as cli
from grading import notebook
from grading.course import LOCKED_SECONDS, Course
from grading.gradebook import Book
from grading.judging.engine import GradingError
from grading.runner import grade_class

pytestmark = pytest.mark.slow

SOURCE = notebook.dumps(target())
LIMITS = {"cell_seconds": 5, "submission_seconds": 60}
CLASS = {"ada": RIGHT, "bob": WRONG, "cyd": {}, "dan": RIGHT, "eve": WRONG, "fay": RIGHT}
SCORES = {"ada": 7, "bob": 0, "cyd": 0, "dan": 7, "eve": 0, "fay": 7}


@pytest.fixture(scope="module")
def registered(tmp_path_factory):
    """A small class that has handed in; the gradebook knows the assignment."""
    root = tmp_path_factory.mktemp("class") / "course"
    notebook.write(target(), root / "source/target/target.ipynb")
    for student, answers in CLASS.items():
        hand_in(root, student, notebook.dumps(notebook.fill(target(), answers)))
    configure(root)
    Course(root).register("target")
    return root


@pytest.fixture
def course(tmp_path, registered):
    """A copy of it for each test."""
    configure(root := shutil.copytree(registered, tmp_path / "course"))
    return root


def configure(root: Path) -> None:
    """nbgrader's configuration of this repository, for the course in `root`."""
    config = (notebook.ROOT / "nbgrader_config.py").read_text()
    config = config.replace("Path(__file__).resolve().parent", f"Path({str(notebook.ROOT)!r})")
    (root / "nbgrader_config.py").write_text(config + f"\nc.CourseDirectory.root = {str(root)!r}\n")


def hand_in(root: Path, student: str, content: bytes) -> None:
    path = root / f"submitted/{student}/target/target.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def changed(answers: dict[str, str]) -> bytes:
    """A submission that the cache has not seen."""
    return notebook.dumps(notebook.fill(target(), answers | {"double": f"{answers['double']}\n# again"}))


def grade(root: Path, **options):
    return {o.student: o for o in grade_class("target", Course(root, LIMITS), workers_number=2, **options)}


def recorded(root: Path, database: str = "") -> dict[str, float]:
    with Gradebook(database or f"sqlite:///{root}/gradebook.db") as gradebook:
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


def test_gradebook_locked_by_another_process(course, monkeypatch):
    """The record waits until the other process lets go: it has begun before that, and has longer than anybody needs."""
    lock = sqlite3.connect(course / "gradebook.db", check_same_thread=False)
    record = Book.record

    def begin(*args):
        lock.execute("BEGIN IMMEDIATE")
        threading.Timer(1, lock.rollback).start()  # while the first record waits
        monkeypatch.setattr(Book, "record", record)
        return record(*args)

    monkeypatch.setattr(Book, "record", begin)
    graded = grade(course)
    assert {o.status for o in graded.values()} <= {"graded", "cached"}, graded
    assert recorded(course) == SCORES
    with Course(course).gradebook() as gradebook:
        assert gradebook.db.execute(text("PRAGMA busy_timeout")).scalar() == 1000 * LOCKED_SECONDS


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

    monkeypatch.setattr("grading.judging.engine.grade_one", broken)
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


def test_whatever_is_handed_in_the_others_get_their_scores(course, capfd):
    """Links, pipes, sockets, folders and files without end: a row with the reason each, and nobody else's loss."""
    grade(course)
    make_hostile(course, notebook.dumps(notebook.fill(target(), RIGHT)))
    status = cli.main(
        ["grade", "target", f"--course={course}", "--cell-seconds=5", "--submission-seconds=60"]
    )
    out, err = capfd.readouterr()
    assert status == 1
    assert recorded(course) == SCORES
    for student, (_, reason) in HOSTILE.items():
        assert f"{student!r}"[1:-1] + ": not read: " in err
        assert " ".join(reason.split()) in " ".join(err.split())
    assert "\x1b" not in out + err
    outcomes = grade(course)
    beside = "lin-too"  # has handed in a link under another name
    assert {s for s, o in outcomes.items() if o.status == "failed"} == {*HOSTILE, beside}
    assert {o.status for s, o in outcomes.items() if s in CLASS} == {"unchanged"}


def test_what_stands_beside_a_good_notebook_costs_nothing(course, capfd):
    for student, make in ODD.items():
        make(course / "submitted" / student / "target", notebook.dumps(notebook.fill(target(), RIGHT)))
    outcomes = grade(course)
    assert {s: o.message for s, o in outcomes.items() if o.status == "failed"} == {}
    assert recorded(course) == SCORES | dict.fromkeys(ODD, 7)
    left = {
        path.name for s in ODD for path in (course / "autograded" / s / "target").rglob("*") if path.is_file()
    }
    assert left <= {"target.ipynb", "timestamp.txt"}
    assert not {"\x1b", "REACHED"} & set(capfd.readouterr())


def test_stock_nbgrader_refuses_the_same_and_records_the_others(course):
    make_hostile(course, notebook.dumps(notebook.fill(target(), RIGHT)))
    words = [Path(sys.executable).parent / "nbgrader", "autograde", "target", f"--course-dir={course}"]
    done = subprocess.run(words, cwd=course, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0
    assert recorded(course) == SCORES
    assert "link has no score" in done.stderr
    with Course(course).gradebook() as gradebook:
        assert {student.id for student in gradebook.students} == set(CLASS)
    assert not (course / "autograded/link").exists()


def test_feedback_of_the_others_is_written_and_the_exit_status_says_who_has_none(course, capsys):
    grade(course)
    hand_in(course, "ada", changed(RIGHT))
    (course / "submitted/ada/target/timestamp.txt").write_text("yesterday")
    (course / "submitted/zoe/target").mkdir(parents=True)
    assert grade(course)["ada"].status == "failed"
    (course / "autograded/bob/target/target.ipynb").chmod(0o644)
    (course / "autograded/bob/target/target.ipynb").write_text("{}")
    assert cli.main(["feedback", "target", f"--course={course}"]) == 1
    out, err = capsys.readouterr()
    assert [Path(line).parts[-3] for line in out.splitlines()] == ["cyd", "dan", "eve", "fay"]
    assert [line.split(":")[0] for line in err.splitlines()] == ["ada", "bob", "zoe"]


# ---- a living assignment
def edited(root: Path, change) -> None:
    source = target()
    change(source)
    notebook.write(source, root / "source/target/target.ipynb")


def drop_and_add(source) -> None:
    """One check goes, one comes, one is corrected; an essay is asked."""
    place = {cell.id: n for n, cell in enumerate(source.cells)}
    source.cells[place["double_value"]].source = source.cells[place["double_value"]].source.replace(
        "(-3) + 6", "(-4) + 8"
    )
    new = make_cell("mean_two", "test", '# Test: of two.\nassert mean([1.0, 3.0]) == 2, "Add, then divide."')
    source.cells[place["Line_value"]] = new
    source.cells.append(make_cell("why", "manual", "Because."))


def test_an_edited_source_changes_scores_openly_and_loses_none(course, capfd):
    command = ["grade", "target", f"--course={course}", "--cell-seconds=5", "--submission-seconds=60"]
    grade(course)
    edited(course, drop_and_add)
    before = (course / "gradebook.db").read_bytes(), sorted((course / "autograded").rglob("*"))
    assert cli.main([*command, "--dry-run", "--json"]) == 0
    out, err = capfd.readouterr()
    assert "new: mean_two, why; removed: Line_value" in err
    told = {
        o["student"]: {c["check"]: (c["before"], c["after"]) for c in o["changes"]} for o in json.loads(out)
    }
    assert told["ada"] == {"Line_value": (1, 0), "mean_two": (0, 1)}
    assert told["bob"] == {}
    assert before == ((course / "gradebook.db").read_bytes(), sorted((course / "autograded").rglob("*")))
    assert cli.main([*command, "--json"]) == 0
    done = json.loads(capfd.readouterr().out)
    assert {o["student"]: {c["check"]: (c["before"], c["after"]) for c in o["changes"]} for o in done} == told
    assert {o["student"]: o["status"] for o in done} == dict.fromkeys(CLASS, "cached")
    assert recorded(course) == SCORES
    assert {o.status for o in grade(course).values()} == {"unchanged"}


def test_stock_generate_assignment_carries_over_or_refuses_before_the_release_goes(course):
    grade(course)
    generate = [Path(sys.executable).parent / "nbgrader", "generate_assignment", "target", "--force"]
    generate.append(f"--course-dir={course}")
    edited(course, drop_and_add)
    done = subprocess.run(generate, cwd=course, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    release = course / "release/target/target.ipynb"
    assert "mean_two" in release.read_text()
    with Course(course).gradebook() as gradebook:
        gradebook.find_grade("mean_value", "target", "target", "ada").manual_score = 0.5
        gradebook.db.commit()
    edited(
        course,
        lambda source: source.cells.pop(next(n for n, c in enumerate(source.cells) if c.id == "mean_value")),
    )
    done = subprocess.run(generate, cwd=course, capture_output=True, text=True)
    assert done.returncode != 0
    assert "mean_value has gone from the source, and 1 student (ada) has marks by hand" in done.stderr
    assert "mean_two" in release.read_text()
    with pytest.raises(ValueError, match="mean_value has gone from the source"):
        grade(course)
    with Course(course).gradebook() as gradebook:
        assert gradebook.find_submission("target", "ada").score == SCORES["ada"] - 1.5, (
            "a check and half a point"
        )


def test_the_roster_has_a_row_for_everybody_and_the_run_says_who_needs_a_person(course, capfd):
    (course / "roster.csv").write_text("id,first_name,extension\nada,Ada,2 days\nzoe,Zoë,\n")
    shutil.move(
        course / "submitted/cyd/target/target.ipynb", course / "submitted/cyd/target/target (1).ipynb"
    )
    Course(course).register("target")
    with Course(course).gradebook() as gradebook:
        gradebook.update_or_create_assignment("target", duedate="2030-01-01 00:00:00 UTC")
    for student in ("ada", "bob"):
        (course / f"submitted/{student}/target/timestamp.txt").write_text("2030-01-02 12:00:00 UTC")
    assert (
        cli.main(["grade", "target", f"--course={course}", "--cell-seconds=5", "--submission-seconds=60"])
        == 0
    )
    assert "who needs a person" in capfd.readouterr().out
    outcomes = grade(course)
    said = {student: {c.kind: c.text for c in o.concerns} for student, o in outcomes.items()}
    page = (course / "attention/target.html").read_text()
    assert f'<a href="http://localhost:8888/formgrader/submissions/{outcomes["bob"].page}/">bob</a>' in page
    assert outcomes["zoe"].status == "missing"
    assert said["zoe"] == {"missing": "nothing was handed in"}
    assert said["ada"] == {"alike": "the same answers as dan, fay"}
    assert said["bob"]["late"] == "1 day late, nothing taken off"
    assert said["cyd"]["file"] == "handed in as target (1).ipynb"
    assert "blank" in said["cyd"]
    with Course(course).gradebook() as gradebook:
        assert gradebook.find_student("ada").first_name == "Ada"
    assert all(o.page for student, o in outcomes.items() if student != "zoe")


# ---- a cluster
@pytest.fixture
def cluster(tmp_path):
    """`cluster(code, ...)`: a Dask scheduler and one worker for each root of our code, as processes; its address."""
    with contextlib.ExitStack() as running:

        def start(module: str, *words: str, code: Path = notebook.ROOT) -> None:
            command = [sys.executable, "-m", f"distributed.cli.dask_{module}", *words, "--no-dashboard"]
            environment = os.environ | {"PYTHONPATH": str(code)}
            with open(tmp_path / "dask.log", "a") as log:
                process = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=log, stderr=log)
            running.callback(process.wait)
            running.callback(process.terminate)

        def cluster(*roots: Path) -> str:
            address = tmp_path / "scheduler.json"
            start("scheduler", "--host=127.0.0.1", "--port=0", f"--scheduler-file={address}")
            for number, code in enumerate(roots):
                place = [
                    "--host=127.0.0.1",
                    "--nthreads=1",
                    f"--name={number}",
                    f"--local-directory={tmp_path}",
                ]
                start("worker", f"--scheduler-file={address}", "--no-nanny", *place, code=code)
            with Client(scheduler_file=str(address), timeout=60, set_as_default=False) as client:
                client.wait_for_workers(len(roots), timeout=60)
                return client.scheduler.address

        yield cluster


def test_a_cluster_of_processes_grades_the_class(course, cluster, capfd):
    """The command, with a scheduler and two workers on the loopback: same scores; again: nothing to do."""
    command = [
        "grade",
        "target",
        f"--course={course}",
        f"--scheduler={cluster(notebook.ROOT, notebook.ROOT)}",
    ]
    assert cli.main(command) == 0
    assert recorded(course) == SCORES
    assert cli.main(command) == 0
    assert capfd.readouterr().out.count("unchanged") == len(CLASS)


def test_a_worker_with_other_code_is_refused(course, cluster, tmp_path):
    """One comment more in its copy of our code: no verdict of it is taken."""
    for folder in ("grading", "utils"):
        shutil.copytree(notebook.ROOT / folder, tmp_path / "other" / folder)
    with open(tmp_path / "other/grading/verdict.py", "a") as file:
        file.write("# changed\n")
    outcomes = grade(course, scheduler=cluster(tmp_path / "other"))
    assert {o.status for o in outcomes.values()} == {"failed"}
    assert all("another version of the course" in o.message for o in outcomes.values())
    assert recorded(course) == {}


# ---- another database
@pytest.fixture
def postgres():
    if not POSTGRES:
        pytest.skip("the system package postgresql is missing: apt-get install postgresql")
    with postgresql() as address:
        yield address


def test_grades_in_postgresql(course, postgres, capfd):
    """The address as README says, in the configuration: grade, resume, print the table, nbgrader's own export."""
    with open(course / "nbgrader_config.py", "a") as file:
        file.write(f"c.CourseDirectory.db_url = {postgres!r}\n")
    (course / "gradebook.db").unlink()  # made by the fixture
    Course(course).register("target")
    grade(course)
    assert recorded(course, postgres) == SCORES
    hand_in(course, "bob", changed(RIGHT))
    assert {s: o.status for s, o in grade(course).items() if o.status != "unchanged"} == {"bob": "graded"}
    assert recorded(course, postgres) == SCORES | {"bob": 7}
    capfd.readouterr()
    assert cli.main(["report", f"--course={course}"]) == 0
    assert "bob" in capfd.readouterr().out
    words = [Path(sys.executable).parent / "nbgrader", "export", "--to=grades.csv"]
    done = subprocess.run(words, cwd=course, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (course / "grades.csv").read_text().count("target") == len(CLASS)
    assert not (course / "gradebook.db").exists()
