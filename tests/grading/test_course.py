"""A course is opened only where the code of students cannot read it."""

import sys

import pytest

from grading import __main__ as cli
from grading.course import CONFIG, Course
from grading.sandbox import bubblewrap

NOT_READ = "raise SystemExit('the configuration was read')"


@pytest.fixture
def system(tmp_path, monkeypatch):
    """A machine in a folder: what the sandbox shows is `usr`, `python` and `environment` in it."""
    monkeypatch.setattr(bubblewrap, "_SYSTEM", (str(tmp_path / "usr"),))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "python"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "environment"))
    return tmp_path


@pytest.mark.parametrize(
    "place", ["usr/src/course", "python/course", "environment/course", "home/../usr/course", "link/course"]
)
def test_a_course_that_students_could_read_is_refused_before_anything_is_read(system, place, capsys):
    for folder in ("usr", "home"):
        (system / folder).mkdir()
    (system / "link").symlink_to("usr")
    root = system / place
    root.mkdir(parents=True)
    (root / CONFIG).write_text(NOT_READ)
    with pytest.raises(
        ValueError, match=r"^course: .* lies in .*, which the code of students can read: move"
    ):
        Course(root)
    assert cli.main(["report", "--course", str(root)]) == 2
    [said] = capsys.readouterr().err.splitlines()
    assert "which the code of students can read" in said
    assert [path.name for path in root.iterdir()] == [CONFIG]


def test_elsewhere_it_is_opened_even_under_a_name_that_begins_alike(system):
    root = system / "usr-local/course"
    root.mkdir(parents=True)
    (root / CONFIG).write_text("c = get_config()")
    assert Course(root).students() == []
