"""The secret of a course: drawn once, readable by its owner only, in no release; seeds that tell nothing."""

import threading

import pytest

from grading.judging.trial import cell_seed
from grading.secret import course_seed


def test_it_is_drawn_once_and_only_its_owner_reads_it(tmp_path):
    first = course_seed(tmp_path)
    assert course_seed(tmp_path) == first
    path = tmp_path / ".cache/grading/secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["secret"]


def test_two_courses_have_two_secrets(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert course_seed(tmp_path / "a") != course_seed(tmp_path / "b")


def test_of_many_at_once_all_get_the_same(tmp_path):
    found = []
    threads = [threading.Thread(target=lambda: found.append(course_seed(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_damaged_secret_is_one_line(tmp_path):
    course_seed(tmp_path)
    (tmp_path / ".cache/grading/secret").write_text("nonsense")
    with pytest.raises(
        ValueError, match=r"^secret: .* holds no number; put back the one that a verdict records"
    ):
        course_seed(tmp_path)


def test_the_seed_of_a_check_is_its_own():
    seeds = [
        cell_seed(seed, purpose, name)
        for seed in range(20)
        for purpose in ("cell", "check")
        for name in ("phi", "phi_value", "e phi")
    ]
    assert len(set(seeds)) == len(seeds)
    bits = [sum(seed >> bit & 1 for seed in seeds) for bit in range(56)]  # each set in about half of the 120
    assert all(30 <= count <= 90 for count in bits)


def test_one_notebook_is_graded_where_no_secret_can_be_kept(monkeypatch, tmp_path, capsys):
    """A course of somebody else's: the verdict records a number of its own."""
    from grading import __main__ as cli
    from grading import course
    from grading.judging import engine
    from grading.verdict import Verdict

    def forbidden(root):
        raise PermissionError(13, "Permission denied", str(root))

    seeds = []
    monkeypatch.setattr(course, "course_seed", forbidden)
    monkeypatch.setattr(engine, "grade_one", lambda *args: seeds.append(args[3]) or Verdict(args[4]))
    (tmp_path / "x.ipynb").write_text("{}")
    for _ in range(2):
        assert cli.main(["grade", "ntk", "--notebook", str(tmp_path / "x.ipynb")]) == 0
    assert len(set(seeds)) == 2
