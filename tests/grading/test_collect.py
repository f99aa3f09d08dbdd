"""Downloads as Moodle, Canvas and people make them: everybody has a row, and the notebook is where it belongs."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from target import RIGHT, make_cell, make_notebook, target

from grading import __main__ as cli
from grading import notebook
from grading.collect import collect, entries
from grading.course import Course

GOOD = notebook.dumps(notebook.fill(target(), RIGHT))
OTHER = make_notebook(
    make_cell(
        "gauss", "solution", "def gauss(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
    ),
    make_cell("gauss_sum", "test", '# Test: sums.\nassert gauss(1) == 1, "One."'),
)
ROSTER = """id,first_name,last_name,moodle,canvas
al1815,Ada,Lovelace,101,9001
bb1,Bernhard,Bolzano,102,9002
zo,Zoë,O'Neill,103,9003
js1,John,Smith,104,9004
js2,John,Smith,105,9005
"""


@pytest.fixture
def root(tmp_path) -> Path:
    root = tmp_path / "course"
    notebook.write(target(), root / "source/target/target.ipynb")
    notebook.write(OTHER, root / "source/other/other.ipynb")
    shutil.copy(notebook.ROOT / "nbgrader_config.py", root)
    (root / "roster.csv").write_text(ROSTER)
    return root


def zipped(files: dict[str, bytes], time=(2030, 1, 31, 12, 0, 0)) -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, time), content)
    return file.getvalue()


def download(root: Path, files: dict[str, bytes], name: str = "download.zip") -> Path:
    path = root.parent / name
    path.write_bytes(zipped(files))
    return path


MOODLE = {
    "Ada Lovelace_555_assignsubmission_file_/target.ipynb": GOOD,
    "Bernhard Bolzano_556_assignsubmission_file_target (2).ipynb": GOOD,
    "Zoë O'Neill_557_assignsubmission_file_/work.zip": zipped(
        {"a/target.ipynb": GOOD, "a/photo.png": b"PNG"}
    ),
    "Zoë O'Neill_557_assignsubmission_onlinetext_/onlinetext.html": b"<p>Here it is.</p>",
    "Participant_104_assignsubmission_file_/target.ipynb": GOOD,
}
CANVAS = {
    "lovelaceada_9001_5001_target.ipynb": GOOD,
    "bolzanobernhard_LATE_9002_5002_target-1.ipynb": GOOD,
    "oneillzoe_77_5003_Untitled.ipynb": GOOD,
    "smithjohn_9004_5004_target.ipynb": GOOD,
}
FOLDERS = {
    "all/al1815/target.ipynb": GOOD,
    "all/Bernhard Bolzano/target/target.ipynb": GOOD,
    "all/zo/notes.txt": b"see me",
    "all/zo/target.py": "\n".join(RIGHT.values()).encode(),
    "all/js1/photo of my work.jpg": b"JFIF",
    "all/js1/Target.ipynb": GOOD,
}
LOOSE = {
    "al1815.ipynb": GOOD,
    "bb1_target.ipynb": GOOD,
    "Zoë O'Neill.ipynb": GOOD,
    "js1 homework.ipynb": GOOD,
}


@pytest.mark.parametrize(
    "files", [MOODLE, CANVAS, FOLDERS, LOOSE], ids=["moodle", "canvas", "folders", "loose"]
)
def test_everybody_of_a_download_is_found(root, files):
    rows = {row.student: row for row in collect(Course(root), [download(root, files)])}
    assert {s: r.status for s, r in rows.items()} == dict.fromkeys(
        ("al1815", "bb1", "zo", "js1"), "collected"
    )
    course = Course(root)
    for student in rows:
        assert notebook.release(target()).cells[2].id in course.hand_in(student, "target").content.decode()
    assert {row.status for row in collect(Course(root), [download(root, files)])} == {"unchanged"}


def test_what_lies_beside_the_notebook_is_kept(root):
    collect(Course(root), [download(root, FOLDERS)])
    assert (root / "submitted/js1/target/photo of my work.jpg").read_bytes() == b"JFIF"
    assert (root / "submitted/zo/target/notes.txt").read_bytes() == b"see me"


def test_times_are_those_of_moodle_and_never_those_of_a_download_from_canvas(root, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    collect(Course(root), [download(root, MOODLE)])
    assert (root / "submitted/al1815/target/timestamp.txt").read_text() == "2030-01-31 12:00:00 UTC\n"
    assert str(Course(root).hand_in("al1815", "target").time) == "2030-01-31 12:00:00"
    shutil.rmtree(root / "submitted")
    rows = {row.student: row for row in collect(Course(root), [download(root, CANVAS)])}
    assert not list(root.rglob("timestamp.txt"))
    assert "Canvas says that it was late" in rows["bb1"].message


FAILED = {
    "a stranger": (
        {"Nobody Known_1_assignsubmission_file_/t.ipynb": GOOD},
        "nobody of the roster is called so",
    ),
    "two of one name": (
        {"John Smith_1_assignsubmission_file_/t.ipynb": GOOD},
        "2 people of the roster are called so (js1, js2): fill in the column moodle",
    ),
    "the wrong notebook": ({"al1815/target.ipynb": notebook.dumps(OTHER)}, "is the notebook of other"),
    "no notebook": ({"al1815/essay.pdf": b"%PDF-1.7"}, "not recognised as target"),
    "a broken zip": ({"al1815/a.zip": zipped({"a": GOOD})[:200]}, "a.zip is no whole zip archive"),
}


@pytest.mark.parametrize("name", FAILED)
def test_who_is_not_collected_has_a_row_with_the_reason(root, name):
    files, reason = FAILED[name]
    rows = collect(Course(root), [download(root, files | {"bb1/target.ipynb": GOOD})], "target")
    assert [row.status for row in rows] == ["failed", "collected"]
    assert rows[0].message == reason


def test_what_is_not_recognised_is_kept_where_grade_names_it(root):
    collect(Course(root), [download(root, {"al1815/essay.pdf": b"%PDF-1.7"})], "target")
    with pytest.raises(ValueError, match=r"essay.pdf: not recognised as target"):
        Course(root).hand_in("al1815", "target")


def test_a_second_download_replaces_only_when_asked_and_nothing_is_lost(root):
    first, second = ({"al1815.ipynb": content} for content in (GOOD, GOOD + b"\n"))
    collect(Course(root), [download(root, first)], "target")
    (row,) = collect(Course(root), [download(root, second)], "target")
    assert row.status == "different"
    assert (root / "submitted/al1815/target/target.ipynb").read_bytes() == GOOD
    (row,) = collect(Course(root), [download(root, second)], "target", replace=True)
    assert row.status == "replaced"
    assert (root / "submitted/al1815/target/target.ipynb").read_bytes() == GOOD + b"\n"
    (kept,) = (root / ".cache/grading/replaced").rglob("target.ipynb")
    assert kept.read_bytes() == GOOD


def test_without_a_roster_people_are_called_as_in_the_download(root):
    (root / "roster.csv").unlink()
    files = {
        "Ada Lovelace_1_assignsubmission_file_/t.ipynb": GOOD,
        "John Smith_2_assignsubmission_file_/t.ipynb": GOOD,
        "John Smith_3_assignsubmission_file_/t.ipynb": GOOD,
        "<b>_4_assignsubmission_file_/t.ipynb": GOOD,
    }
    rows = collect(Course(root), [download(root, files)])
    assert {row.student: row.status for row in rows} == {
        "Ada Lovelace": "collected",
        "John Smith (2)": "collected",
        "John Smith (3)": "collected",
        "<b>": "failed",
    }


def test_no_name_in_an_archive_leads_out_of_the_course(root):
    files = {
        "../../al1815/target.ipynb": GOOD,
        "/bb1/target.ipynb": GOOD,
        "zo/../../../evil.txt": b"x",
        "zo/target.ipynb": GOOD,
        "..\\js1\\target.ipynb": GOOD,
    }
    rows = collect(Course(root), [download(root, files)])
    assert {row.student for row in rows} == {"al1815", "bb1", "zo", "js1"}
    assert sorted(p.name for p in root.parent.iterdir()) == ["course", "download.zip"]
    assert sorted(p.name for p in (root / "submitted").iterdir()) == ["al1815", "bb1", "js1", "zo"]


def test_a_folder_is_read_as_a_zip_is_and_links_in_it_are_not_followed(root):
    folder = root.parent / "unpacked"
    for name, content in MOODLE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "bb1").symlink_to(root / "source")
    assert len(entries(folder)) == len(MOODLE)
    assert {row.status for row in collect(Course(root), [folder])} == {"collected"}


# ---- the command
def run(capsys, *words) -> tuple[int, str, str]:
    status = cli.main(["collect", *map(str, words)])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_command_keeps_the_roster_and_says_what_became_of_everybody(root, capsys):
    listed = root.parent / "participants.csv"
    (root / "roster.csv").rename(listed)
    status, out, err = run(capsys, download(root, MOODLE), "--course", root, "--roster", listed, "--json")
    assert (status, err) == (0, "")
    assert {row["student"] for row in json.loads(out)} == {"al1815", "bb1", "zo", "js1"}
    assert (root / "roster.csv").read_text() == ROSTER
    status, out, _ = run(capsys, download(root, {"who/a.ipynb": GOOD}), "--course", root)
    assert status == 1
    assert "1 failed" in out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["NONE"], "download: NONE does not exist"),
        (["TEXT"], "is no zip archive and no folder"),
        (["EMPTY"], "download: there is no file in it"),
        (["PDF"], "download: no notebook of this course is in it; say --assignment NAME"),
        (["ZIP", "--assignment", "xtarget"], "assignment: got 'xtarget', expected one of other, target"),
        (["ZIP", "--roster", "NONE"], "roster: NONE: No such file"),
        (["ZIP", "--roster", "TEXT"], "expected one called id"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(root, capsys, words, reason):
    places = {
        "NONE": "NONE",
        "TEXT": root.parent / "text",
        "EMPTY": download(root, {}, "empty.zip"),
        "PDF": download(root, {"ada/a.pdf": b"%PDF"}, "pdf.zip"),
        "ZIP": download(root, MOODLE),
    }
    (root.parent / "text").write_text("x")
    status, out, err = run(capsys, *(places.get(w, w) for w in words), "--course", root)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert reason in err
    assert not (root / "submitted").exists()
    assert (root / "roster.csv").read_text() == ROSTER
