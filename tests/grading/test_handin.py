"""What is handed in is looked at before it is opened, and found by its content, under whatever name."""

import io
import json
import os
import shutil
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from hostile import HOSTILE, make_hostile
from nbgrader.coursedir import CourseDirectory
from target import RIGHT, make_cell, make_notebook, target

from grading import handin, notebook
from grading.handin import MAX_BYTES, Unreadable
from grading.judging.salvage import salvage

CONTENT = notebook.dumps(target())
OTHER = make_notebook(
    make_cell(
        "gauss", "solution", "def gauss(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
    ),
    make_cell("gauss_sum", "test", '# Test: sums.\nassert gauss(1) == 1, "One."'),
)
KINDS = handin.kinds_of({"target": target(), "other": OTHER})


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    notebook.write(target(), root / "source/target/target.ipynb")
    make_hostile(root, CONTENT)
    return root


def find(root: Path, student: str, assignment: str = "target"):
    return handin.find(CourseDirectory(root=str(root)), student, assignment, KINDS)


def hand_in(root: Path, student: str) -> bytes:
    return find(root, student).content


@pytest.mark.parametrize("student", HOSTILE)
def test_what_is_no_plain_file_is_refused_at_once_in_one_line(root, student):
    started = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        hand_in(root, student)
    assert HOSTILE[student][1] in str(refused.value)
    assert str(refused.value).isprintable()
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("student", ["ada", "Zoë O'Neill (2)", "a.b+c@example.org", "李", "_x-1"])
def test_a_plain_file_is_read(tmp_path, student):
    folder = tmp_path / "submitted" / student / "target"
    folder.mkdir(parents=True)
    (folder / "target.ipynb").write_bytes(CONTENT)
    (folder / "timestamp.txt").write_text("2030-01-31 12:00:00 UTC\n")
    (folder / "figures").mkdir()
    (folder / "figures" / "a.png").touch()
    assert hand_in(tmp_path, student) == CONTENT


def test_the_size_is_known_before_anything_is_read(tmp_path):
    """The limit is exact."""
    folder = tmp_path / "submitted/ada/target"
    folder.mkdir(parents=True)
    path = folder / "target.ipynb"
    path.touch()
    os.truncate(path, MAX_BYTES)
    assert len(hand_in(tmp_path, "ada")) == MAX_BYTES
    os.truncate(path, MAX_BYTES + 1)
    with pytest.raises(Unreadable, match="too much"):
        hand_in(tmp_path, "ada")


def test_what_may_not_be_read_says_so():
    """As an ordinary user; root may read everything."""
    root = Path(tempfile.mkdtemp())
    try:
        folder = root / "submitted/ada/target"
        folder.mkdir(parents=True)
        (folder / "target.ipynb").write_bytes(CONTENT)
        root.chmod(0o755)
        (folder / "target.ipynb").chmod(0)
        user = os.geteuid()
        os.seteuid(65534 if user == 0 else user)
        try:
            with pytest.raises(Unreadable, match=r"^target.ipynb: Permission denied$"):
                hand_in(root, "ada")
        finally:
            os.seteuid(user)
        assert user != 0 or hand_in(root, "ada") == CONTENT
    finally:
        shutil.rmtree(root)


# ---------------------------------------------------------------------------------------------- by content
def zipped(files: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


SCRIPT = "\n".join(f"# In[{n}]:\n\n\n{text}\n\n" for n, text in enumerate(RIGHT.values())).encode()
PERCENT = "\n".join(f"# %% {name}\n{text}" for name, text in RIGHT.items()).encode()
NAMES = {
    "a browser's number": {"target/target (1).ipynb": CONTENT},
    "capitals": {"target/Target.ipynb": CONTENT},
    "a second suffix": {"target/target.ipynb.txt": CONTENT},
    "a folder": {"target/target/target.ipynb": CONTENT},
    "a folder called like the notebook": {"target/target.ipynb/target.ipynb": CONTENT},
    "a zip": {"target/target.zip": zipped({"work/target.ipynb": CONTENT, "work/photo.jpg": b"JFIF"})},
    "a zip in a zip": {"target/all.zip": zipped({"target.zip": zipped({"a.ipynb": CONTENT})})},
    "a zip under the notebook's name": {"target/target.ipynb": zipped({"target.ipynb": CONTENT})},
    "another folder": {"Target homework/target.ipynb": CONTENT},
    "no folder": {"target.ipynb": CONTENT},
    "a system's files beside it": {
        "target/.DS_Store": b"x",
        "target/t.ipynb": CONTENT,
        ".ipynb_checkpoints/a": b"",
    },
    "UTF-16": {"target/a.ipynb": CONTENT.decode().encode("utf-16")},
    "lost marks": {"target/a.ipynb": CONTENT.replace(b'"grade_id"', b'"g"').replace(b'"id"', b'"i"')},
}


def put(root: Path, files: dict[str, bytes], student: str = "ada") -> None:
    (root / "submitted" / student).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = root / "submitted" / student / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_found_under_whatever_name(tmp_path, name):
    put(tmp_path, NAMES[name])
    found = find(tmp_path, "ada")
    assert json.loads(handin._text(found.content))["cells"]
    assert found.notes[0].startswith("handed in as ")


@pytest.mark.parametrize("script", [SCRIPT, PERCENT, "\n".join(RIGHT.values()).encode()])
def test_a_script_is_read_as_its_cells(tmp_path, script):
    put(tmp_path, {"target/target.py": script})
    found = find(tmp_path, "ada")
    assert found.notes == ("handed in as target.py, a script without outputs",)
    plan = salvage(notebook.dumps(target()), found.content)
    code = "\n".join(step.source for step in plan.steps if step.kind in ("answer", "extra"))
    assert all(answer in code for answer in RIGHT.values())


REFUSED = {
    "nothing like it": ({"target/essay.pdf": b"%PDF-1.7"}, "essay.pdf: not recognised as target"),
    "the wrong notebook": (
        {"target/target.ipynb": notebook.dumps(OTHER)},
        "target.ipynb is the notebook of other",
    ),
    "the wrong one, renamed": (
        {"target/a.ipynb": notebook.dumps(OTHER)},
        "a.ipynb: is the notebook of other",
    ),
    "an empty folder": ({"target/.keep": b""}, "target.ipynb: No such file, the folder is empty"),
    "something elsewhere": ({"homework.docx": b"PK"}, "homework.docx: not recognised as any assignment"),
    "half a zip": ({"target/a.zip": zipped({"a": CONTENT})[:300]}, "a.zip is no whole zip archive"),
    "a zip that is a bomb": (
        {"target/a.zip": zipped({"a": bytes(MAX_BYTES + 1)})},
        "a.zip holds too much, expected at most 100 MB",
    ),
    "a zip of very many": (
        {"target/a.zip": zipped({str(n): b"" for n in range(1001)})},
        "a.zip holds 1001 files, expected at most 1000",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_recognised_is_named(tmp_path, name):
    files, reason = REFUSED[name]
    put(tmp_path, files)
    with pytest.raises(Unreadable) as refused:
        find(tmp_path, "ada")
    assert str(refused.value) == reason


def test_a_zip_with_a_password_says_so(tmp_path):
    """The flag of an encrypted member, which needs no encryption to be read."""
    content = bytearray(zipped({"a.ipynb": CONTENT}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    put(tmp_path, {"target/a.zip": bytes(content)})
    with pytest.raises(Unreadable, match=r"a.zip needs a password"):
        find(tmp_path, "ada")


def test_a_loose_file_between_the_folders_is_named(tmp_path):
    put(tmp_path, {})
    (tmp_path / "submitted/ada.ipynb").write_bytes(CONTENT)
    assert handin.students(CourseDirectory(root=str(tmp_path))) == ["ada", "ada.ipynb"]
    with pytest.raises(Unreadable, match="expected a folder for each student"):
        find(tmp_path, "ada.ipynb")


def test_nothing_of_this_assignment_is_no_failure(tmp_path):
    put(tmp_path, {"other/other.ipynb": notebook.dumps(OTHER)})
    assert find(tmp_path, "ada") is None
    assert find(tmp_path, "ada", "other").content == notebook.dumps(OTHER)
    put(tmp_path, {"my homework.ipynb": notebook.dumps(OTHER)}, "bob")
    assert find(tmp_path, "bob") is None
    assert find(tmp_path, "bob", "other").where == "my homework.ipynb"


def test_of_two_the_well_named_counts_and_the_other_is_told(tmp_path):
    put(tmp_path, {"target/target.ipynb": CONTENT, "target/target (1).ipynb": b"{}"})
    found = find(tmp_path, "ada")
    assert found.content == CONTENT
    assert found.notes == ("target (1).ipynb was handed in too, and not read",)


@pytest.mark.parametrize("text", [b"\xef\xbb\xbf2030-01-31 12:00:00 UTC", b"2030-01-31 13:00:00 +0100\n"])
def test_a_time_is_read_in_utc_with_or_without_a_mark_before_it(tmp_path, text):
    put(tmp_path, {"target/target.ipynb": CONTENT, "target/timestamp.txt": text})
    assert str(find(tmp_path, "ada").time) == "2030-01-31 12:00:00"


def test_what_two_assignments_share_tells_nothing(tmp_path):
    twice = handin.kinds_of({"a": target(), "b": target()})
    assert twice == {"a": frozenset(), "b": frozenset()}
    assert handin.likeness(CONTENT, KINDS)["target"] == len(KINDS["target"])


# ---------------------------------------------------------------------------------------------- this course
OURS = {name: notebook.read(notebook.source_file(name)) for name in notebook.assignments()}


@pytest.mark.parametrize("assignment", OURS)
def test_every_assignment_of_this_course_is_told_from_the_others(assignment):
    """As released, solved, without any mark, and as a script."""
    kinds, source = handin.kinds_of(OURS), OURS[assignment]
    solved = notebook.fill(source, notebook.reference_answers(source))
    bare = json.loads(notebook.dumps(solved))
    for cell in bare["cells"]:
        cell.pop("id"), cell["metadata"].clear()
    script = "\n\n".join(f"# %%\n{c.source}" for c in solved.cells if c.cell_type == "code")
    forms = (
        notebook.dumps(notebook.release(source)),
        notebook.dumps(solved),
        json.dumps(bare).encode(),
        script.encode(),
    )
    for form in forms:
        found = handin.likeness(form, kinds)
        mine = found.pop(assignment)
        assert mine > 4 * max(found.values(), default=0)
        assert mine >= 5
