"""The sample class clears what an earlier demo made, and nothing else."""

import pytest

from grading import __main__ as cli
from grading.demo import MARKER, make_class


@pytest.fixture
def samples(tmp_path):
    folder = tmp_path / "samples"
    folder.mkdir()
    (folder / "ada.py").write_text("# rest: blank\n")
    return folder


def test_a_folder_with_files_in_it_is_refused_and_left_alone(tmp_path, capsys):
    course = tmp_path / "thesis"
    course.mkdir()
    (course / "chapter.tex").write_text("years of work")
    assert cli.main(["demo", "--course", str(course)]) == 2
    assert capsys.readouterr().err.startswith(f"grading: course: {course} holds files that no demo made")
    assert [path.name for path in course.iterdir()] == ["chapter.tex"]


def test_a_file_is_refused(tmp_path, samples):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ValueError, match="holds files that no demo made"):
        make_class(tmp_path / "file", "ntk", samples)


def test_an_empty_folder_and_an_earlier_demo_are_taken(tmp_path, samples):
    course = tmp_path / "demo"
    course.mkdir()
    assert make_class(course, "ntk", samples) == ["ada"]
    assert (course / MARKER).is_file()
    (course / "gradebook.db").write_text("old")
    assert make_class(course, "ntk", samples) == ["ada"]
    assert not (course / "gradebook.db").exists()


def test_an_unknown_assignment_leaves_an_earlier_demo(tmp_path, samples):
    make_class(tmp_path / "demo", "ntk", samples)
    with pytest.raises(ValueError, match="got 'nkt'"):
        make_class(tmp_path / "demo", "nkt", samples)
    assert (tmp_path / "demo" / "submitted" / "ada").is_dir()
