"""What is handed in is looked at before it is opened: no link, pipe or device is touched, whoever may read it."""

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from hostile import HOSTILE, make_hostile
from nbgrader.coursedir import CourseDirectory
from target import target

from grading import notebook
from grading.course import MAX_BYTES, Unreadable, handed_in

CONTENT = notebook.dumps(target())


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    notebook.write(target(), root / "source/target/target.ipynb")
    make_hostile(root, CONTENT)
    return root


def hand_in(root: Path, student: str) -> bytes:
    return handed_in(CourseDirectory(root=str(root)), student, "target")


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
