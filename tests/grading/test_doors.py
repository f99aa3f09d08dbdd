"""What leaves the house (zip, wheel, notebooks as single files, book) holds no secret: a planted one stops it."""

import shutil
from itertools import cycle

import pytest

from grading import notebook
from grading.book import GUIDES, make_book
from grading.bundle import FILES, make_bundle
from grading.cloud import make_cloud, make_wheel

SOLUTION = "\n".join(f"    quantity_{k} = the_function_of_the_exercise(x, {k})" for k in range(3))
HIDDEN = 'assert double(-3) == -6, "Think of negative numbers, which have a sign."'
DOORS = {
    "zip": lambda out, root: make_bundle(out / "course.zip", root),
    "wheel": make_wheel,
    "cloud": make_cloud,
    "book": lambda out, root: make_book(out, root),
}
# Where a secret may slip in -> the doors through which it would leave.
PLACES = {
    "utils/helper.py": ("zip", "wheel", "book"),
    "docs/student.md": ("zip", "book"),
    "docs/semester.md": ("book",),
    "release/tiny/tiny.ipynb": ("zip", "cloud", "book"),
}


@pytest.fixture
def course(tmp_path, tiny):
    """A course of one exercise, with all that the doors give away."""
    root = tmp_path / "course"
    tiny.cells[3].source = tiny.cells[3].source.replace("    return 2 * x", SOLUTION)
    tiny.cells[4].source = tiny.cells[4].source.replace(
        'assert double(-3) == -6, "Think of negative numbers."', HIDDEN
    )
    tiny.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.write(tiny, root / "source" / "tiny" / "tiny.ipynb")
    notebook.write(notebook.release(tiny), notebook.release_file("tiny", root))
    for file in {*FILES.values(), *GUIDES, "docs/hub/a.py", "docs/playground.html", "utils/__init__.py"}:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("# A title\n")
    for file in ("pyproject.toml", "docs/conf.py"):
        shutil.copy(notebook.ROOT / file, root / file)
    (root / "docs" / "index.md").write_text("# A book\n\n```{toctree}\n:glob:\n\n**/*\n*\n```\n")
    (root / "utils" / "helper.py").write_text('"""Helps."""\n')
    return root


def plant(path, secret: str) -> None:
    """Write a secret where a person could have left it: in a text, a docstring, a released cell."""
    if path.suffix == ".ipynb":
        nb = notebook.read(path)
        nb.cells[-1].source += f"\n```\n{secret}\n```"
        notebook.write(nb, path)
    elif path.suffix == ".py":
        path.write_text(f'"""Helps.\n\n{secret}\n"""\n')
    else:
        path.write_text(f"# A title\n\n```\n{secret}\n```\n")


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS)
def test_nothing_leaves_that_holds_a_secret(door, course, tmp_path):
    """A door opens on a clean course; a solution or a hidden check where it looks, and it writes nothing."""
    DOORS[door](tmp_path / "clean", course)
    assert any((tmp_path / "clean").iterdir())
    places = [place for place, through in PLACES.items() if door in through]
    for place, secret in zip(places, cycle((SOLUTION, HIDDEN))):
        clean = (course / place).read_bytes()
        plant(course / place, secret)
        with pytest.raises(ValueError, match=r"its (solution|hidden test) stands in"):
            DOORS[door](tmp_path / "leak", course)
        assert not (tmp_path / "leak").exists() or not any((tmp_path / "leak").iterdir()), place
        (course / place).write_bytes(clean)
