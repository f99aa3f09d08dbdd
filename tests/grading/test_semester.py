"""A semester with a class of 60, through the commands: every number here was counted by hand from CLASS.

The weeks: roster and download, grades, marks in a browser, two edits of the source, a deadline, evidence, look-alikes,
exports, feedback, handout. How files come and go through a JupyterHub instead of a download, with a mark between, is
`tests/test_hub.py`.
"""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect
from target import RIGHT, WRONG, make_cell, target
from teacher import TOKEN, teaching

from grading import __main__ as cli
from grading import notebook
from grading.course import Course

pytestmark = pytest.mark.slow


def source(*changes):
    """The assignment: seven checks of one point, an essay of two."""
    nb = target()
    nb.cells.append(make_cell("why", "manual", "Because.\n\n**Marking scheme.** 2 points: it is."))
    for change in changes:
        change(nb)
    return nb


def cell(nb, name):
    return next(c for c in nb.cells if c.id == name)


def one_more_check(nb):
    nb.cells.insert(
        -1,
        make_cell("mean_two", "test", '# Test: of two.\nassert mean([1.0, 3.0]) == 2, "Add, then divide."'),
    )


def corrected(nb):
    """The check of `double` asks for something else: who doubled loses a point, who added one gets it."""
    check = cell(nb, "double_value")
    check.source = '# Test: one more.\nassert abs(double(2) - 3) < 1e-9, "One more than two is three."'


def dearer(nb):
    cell(nb, "mean_value").metadata.nbgrader["points"] = 3


def handed(answers) -> bytes:
    return notebook.dumps(notebook.fill(source(), answers))


HALF = RIGHT | {name: WRONG[name] for name in ("mean", "Line", "train")}  # 4 of 7
ESSAY = {"why": "Since it cannot be otherwise."}
# who: (how many, answers, score of 7, score with one more check, score after the correction)
KINDS = {
    "right": (20, RIGHT | ESSAY, 7, 8, 7),
    "half": (18, HALF | ESSAY, 4, 4, 3),
    "wrong": (10, WRONG | ESSAY, 0, 0, 1),
    "blank": (6, {}, 0, 0, 0),
}
CLASS = [kind for kind, (number, *_) in KINDS.items() for _ in range(number)]  # s00 ... s53
LATE = {"s00", "s01", "s20"}  # s00 has an extension
SCRIPT, ZIPPED, OTHER, PDF, STRANGER, NOBODY = "s54", "s55", "s56", "s57", "x", ("s58", "s59")


def person(number: int) -> str:
    return f"First{number:02d} Last{number:02d}"


def roster() -> str:
    lines = ["id,first_name,last_name,email,extension target"]
    for n in range(60):
        lines.append(f"s{n:02d},First{n:02d},Last{n:02d},s{n:02d}@example.org,{'2 days' if n == 0 else ''}")
    return "\n".join(lines) + "\n"


def moodle() -> bytes:
    """The download: names instead of ids, files called anything."""
    files = {}
    for n, kind in enumerate(CLASS):
        files[f"{person(n)}_{900 + n}_assignsubmission_file_/target ({n}).ipynb"] = handed(KINDS[kind][1])
    script = "\n".join(f"# In[{k}]:\n{text}\n" for k, text in enumerate(RIGHT.values())).encode()
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("homework/target.ipynb", handed(RIGHT))
    other = notebook.dumps(target()).decode()
    for name in ("double", "phi", "mean", "Line", "train"):
        other = other.replace(name, f"un{name}")
    more = {
        SCRIPT: ("target.py", script),
        ZIPPED: ("all.zip", inside.getvalue()),
        OTHER: ("target.ipynb", other.encode()),
        PDF: ("scan.pdf", b"%PDF-1.7"),
    }
    for student, (name, content) in more.items():
        n = int(student[1:])
        files[f"{person(n)}_{900 + n}_assignsubmission_file_/{name}"] = content
    files["Somebody Else_999_assignsubmission_file_/target.ipynb"] = handed(WRONG)
    with zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            n = int(name[5:7]) if name.startswith("First") else 59
            day = 3 if f"s{n:02d}" in LATE else 1
            archive.writestr(zipfile.ZipInfo(name, (2030, 2, day, 12, 0, 0)), content)
    return out.getvalue()


class Lecturer:
    """Types commands in a course."""

    def __init__(self, root: Path, capsys):
        self.root, self.capsys = root, capsys

    def __call__(self, command: str, *words: str, status: int = 0):
        """The JSON that a command prints, or its text."""
        got = cli.main([command, *words, "--course", str(self.root)])
        out, err = self.capsys.readouterr()
        assert got == status, err
        return json.loads(out) if "--json" in words else out

    def error(self, command: str, *words: str) -> str:
        """The one line with which a command refuses."""
        assert cli.main([command, *words, "--course", str(self.root)]) == 2
        return self.capsys.readouterr().err

    def grade(self, *words: str, status: int = 1) -> dict[str, dict]:
        """Somebody always fails: a PDF is among the hand-ins."""
        rows = self("grade", "target", "--json", "--cell-seconds=5", *words, status=status)
        return {row["student"]: row for row in rows}

    def edit(self, *changes) -> None:
        notebook.write(source(*changes), self.root / "source/target/target.ipynb")

    def scores(self) -> dict[str, float]:
        return {row["student"]: row["score"] for row in self("report", "--json")}


def counted(column: int, extra: dict[str, float]) -> dict[str, float]:
    """What everybody should have, from KINDS."""
    return {f"s{n:02d}": KINDS[kind][column] for n, kind in enumerate(CLASS)} | extra


@pytest.fixture
def lecturer(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    root = tmp_path / "course"
    notebook.write(source(), root / "source/target/target.ipynb")
    shutil.copy(notebook.ROOT / "nbgrader_config.py", root)
    (tmp_path / "participants.csv").write_text(roster())
    (tmp_path / "download.zip").write_bytes(moodle())
    return Lecturer(root, capsys)


def test_a_semester(lecturer, tmp_path, page):
    root, desk = lecturer.root, page
    # Week 1: the download. 54 notebooks, a script and a zip; a wrong notebook, a PDF and a stranger are named.
    words = [str(tmp_path / "download.zip"), "--roster", str(tmp_path / "participants.csv"), "--json"]
    rows = lecturer("collect", *words, "--assignment", "target", status=1)
    assert Counter(row["status"] for row in rows) == {"collected": 56, "failed": 3}
    assert {row["student"] for row in rows if row["status"] == "failed"} == {OTHER, PDF, "Somebody Else"}
    assert "a script without outputs" in next(row["message"] for row in rows if row["student"] == SCRIPT)

    # Week 2: the grades. Everybody of the roster has a row.
    done = lecturer.grade()
    assert len(done) == 60
    statuses = Counter(row["status"] for row in done.values())
    assert statuses == {"graded": 7, "cached": 50, "missing": 2, "failed": 1}, "equal ones are graded once"
    assert {s for s, row in done.items() if row["status"] == "missing"} == set(NOBODY)
    assert "scan.pdf: not recognised as target" in done[PDF]["message"]
    assert lecturer.scores() == counted(2, {SCRIPT: 7, ZIPPED: 7, OTHER: 0})
    kinds = {s: {c["kind"] for c in row["concerns"]} for s, row in done.items()}
    assert kinds["s00"] == {"alike", "unread"}
    assert kinds[SCRIPT] == {"repaired", "alike"}
    assert "blank" in kinds["s50"]
    assert kinds[PDF] == {"failed"}
    assert "nothing of target is recognised in it" in {c["text"] for c in done[OTHER]["concerns"]}
    needed = (root / "attention/target.html").read_text()
    assert f'/formgrader/submissions/{done["s00"]["page"]}/">s00</a>' in needed
    assert 'href="http://localhost:8888/marking/target"' in needed

    # Week 3: a person marks five essays, in a browser: names nowhere; then extra credit in the formgrader.
    with Course(root).book("target") as book:
        essays = {answer.student: answer.grade for answer in book.essay("why")}
        pages = {student: book.state(student).page for student in essays}
    with teaching(root) as address:
        desk.goto(f"{address}/marking/target?token={TOKEN}")
        expect(desk.locator("td.n")).to_have_text(
            ["2", "48", "0", "9"]
        )  # points, waiting, marked, left blank
        five = {essays[f"s{n:02d}"] for n in range(5)}
        for part in (1, 2):
            desk.goto(f"{address}/marking/target/why?part={part}")
            assert not re.search(r"\bs\d\d\b|Last\d\d", desk.content())
            shown = {box.get_attribute("data-grade") for box in desk.locator("article").all()}
            for grade in five & shown:
                box = desk.locator(f"[data-grade='{grade}']")
                if grade == essays["s04"]:
                    box.get_by_label("comment").fill("Beautiful.")
                box.get_by_role("button", name="2", exact=True).click()
                expect(box).to_have_class("marked")
        desk.goto(f"{address}/formgrader/submissions/{pages['s04']}/", wait_until="domcontentloaded")
        expect(desk.locator("#why")).to_have_value("2"), "the formgrader shows the mark of the other page"
        extra = desk.locator("#why_extra_credit")
        extra.fill("0.5")
        with desk.expect_response(lambda answer: answer.request.method == "PUT"):
            extra.press("Tab")
    marked = {f"s{n:02d}": 2.0 for n in range(4)} | {"s04": 2.5}

    # Week 4: a check more, and one corrected. Who loses, who gains, by which check: before it is done, and after.
    lecturer.edit(one_more_check, corrected)
    told = lecturer.grade("--dry-run")
    assert lecturer.scores() == {
        s: v + marked.get(s, 0) for s, v in counted(2, {SCRIPT: 7, ZIPPED: 7, OTHER: 0}).items()
    }
    done = lecturer.grade()
    changes = {s: {c["check"]: c["after"] - c["before"] for c in row["changes"]} for s, row in done.items()}
    assert changes == {
        s: {c["check"]: c["after"] - c["before"] for c in row["changes"]} for s, row in told.items()
    }
    assert changes["s00"] == {"double_value": -1, "mean_two": 1}
    assert changes["s20"] == {"double_value": -1}
    assert changes["s38"] == {"double_value": 1}
    assert changes["s50"] == {}
    assert next(c for c in done["s00"]["changes"] if c["check"] == "double_value")["because"].startswith(
        "One more"
    )
    assert {s for s, row in done.items() if any(c["kind"] == "again" for c in row["concerns"])} == set()
    scores = {s: v + marked.get(s, 0) for s, v in counted(4, {SCRIPT: 7, ZIPPED: 7, OTHER: 0}).items()}
    assert lecturer.scores() == scores

    # Week 5: other points for one check; the essays that are marked stay marked.
    lecturer.edit(one_more_check, corrected, dearer)
    lecturer.grade()
    earned = {f"s{n:02d}" for n, kind in enumerate(CLASS) if kind == "right"} | {SCRIPT, ZIPPED}
    scores = {s: v + 2 * (s in earned) for s, v in scores.items()}
    assert lecturer.scores() == scores
    with Course(root).book("target") as book:
        assert not any(book.state(s).rows["why"].waits for s in marked)
        assert book.state("s05").rows["why"].waits

    # Week 6: the deadline, and a policy that takes everything. s00 has two days more.
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    with Course(root).gradebook() as gradebook:
        gradebook.update_or_create_assignment("target", duedate="2030-02-02 00:00:00 UTC")
    done = lecturer.grade()
    late = {s: 0.0 for s in ("s01", "s20")}
    assert {s for s, row in done.items() if row["changes"]} == set(late)
    assert lecturer.scores() == scores | late
    with Course(root).gradebook() as gradebook:  # a mark after the penalty, which follows it
        grade = gradebook.find_grade("why", "target", "target", "s20")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        gradebook.db.commit()
    assert lecturer.scores() == scores | late
    assert {row["status"] for s, row in lecturer.grade().items() if s in scores} == {"unchanged"}

    # Week 7: what it says. 22 of 57 pass the new check; hidden checks surprise nobody here.
    found = lecturer("evidence", "target", "--json")
    assert found["students"] == 57
    said = {c["check"]: c for c in found["checks"]}
    assert said["mean_two"]["difficulty"] == round(22 / 57, 3)
    assert said["double_value"]["difficulty"] == round(10 / 57, 3)
    assert said["double_value"]["discrimination"] < 0
    assert "double_value" in {item["check"] for item in found["look_at"]}
    assert found["essays"][0]["marked"] == 15, "six by a person, nine left blank"
    assert "0 pairs" in lecturer("alike", "target"), "these answers are too short to say anything"

    # Week 8: out. Every list says what the report says.
    scores |= late
    program = Path(sys.executable).parent / "nbgrader"
    for exporter, column, key in (
        ("Moodle", "target", "ID number"),
        ("Canvas", "target", "SIS Login ID"),
        ("PerCheck", "target: score", "student_id"),
        ("Scores", "score", "student_id"),
    ):
        export = ["export", f"--exporter=grading.exports.{exporter}", "--to=out.csv"]
        run = subprocess.run([program, *export], cwd=root, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr[-2000:]
        with open(root / "out.csv", newline="") as file:
            listed = {row[key]: row[column] for row in csv.DictReader(file)}
        assert {s: float(listed[s]) for s in scores} == scores
        assert len([s for s in listed if s.startswith("s")]) == 60
    assert "submissions wait for a person" in run.stderr
    pages = lecturer("feedback", "target", status=1)
    assert len(pages.splitlines()) == 57
    mine = (root / "feedback/s04/target/target.html").read_text()
    assert "Beautiful." in mine
    assert "0.5 extra" in mine
    assert f"{scores['s04']:g} of" in mine
    assert "double_value: AssertionError" in lecturer.error("handout", "target"), (
        "the solution was never corrected"
    )
    lecturer.edit(one_more_check, dearer)
    made = lecturer("handout", "target").split()
    assert "Marking scheme" not in Path(made[1]).read_text()
