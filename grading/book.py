"""The book: a static site of student notebooks, guides, help on `utils` and the playground, which asks no network.

Beside its pages lie the student's zip and the folder `cloud` with each notebook as one file (`grading.cloud`).

Built with Sphinx, MyST-NB and the theme Furo; formulas become MathML, which browsers show by themselves. What is built
is scanned for secrets as the student's zip is, and stands at its place only when it is clean.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

from grading import notebook
from grading.bundle import make_bundle, refuse_secrets
from grading.cloud import badges, make_cloud, wheel_name

GUIDES = (
    "docs/student.md",
    "docs/semester.md",
    "docs/hub.md",
    "docs/platforms.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
)


def make_book(out: Path, root: Path = notebook.ROOT, solved: tuple[str, ...] = ()) -> int:
    """Build the site into the folder `out`, which is replaced; how many pages.

    `solved`: assignments that appear with their solutions, run, as `handout` makes them. ValueError if a page would
    hold a secret of another one; RuntimeError with Sphinx's own words if it finds anything to warn of.
    """
    known = notebook.assignments(root)
    for name in solved:
        if name not in known:
            raise ValueError(f"book: no assignment {name}, expected one of {', '.join(known)}")
    with tempfile.TemporaryDirectory() as scratch:
        written, built = Path(scratch) / "written", Path(scratch) / "built"
        write_pages(written, root, solved)
        command = [
            sys.executable,
            "-m",
            "sphinx",
            "-b",
            "html",
            "-q",
            "-W",
            "--keep-going",
            "-d",
            f"{scratch}/doctrees",
        ]
        done = subprocess.run(
            [*command, written, built], capture_output=True, text=True, cwd=root, check=False
        )
        if done.returncode:
            raise RuntimeError(f"book: {done.stderr.strip()[-3000:]}")
        if hidden := tuple(set(known) - set(solved)):
            refuse_secrets(texts(built), root, hidden, what="book")
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(built, out)
    return len(list(out.rglob("*.html")))


def write_pages(written: Path, root: Path, solved: tuple[str, ...]) -> None:
    """What Sphinx is given: notebooks, guides, a page for every module of `utils`, playground, zip and wheel."""
    shutil.copytree(root / "release", written)
    for name in solved:
        from grading.handout import make

        page = make(name, Path(written / name), root)[1]
        page.unlink()
        if (figures := notebook.source_file(name, root).parent / "figures").exists():
            shutil.copytree(figures, written / name / "figures", dirs_exist_ok=True)
    for name in notebook.assignments(root):
        lead_elsewhere(written / name / f"{name}.ipynb", root)
    shutil.copy(root / "docs" / "conf.py", written)
    shutil.copy(root / "docs" / "index.md", written)
    for guide in GUIDES:
        (written / guide).parent.mkdir(exist_ok=True)
        shutil.copy(root / guide, written / guide)
    shutil.copytree(root / "docs" / "hub", written / "docs" / "hub")
    beside = written / "beside"
    beside.mkdir()
    shutil.copy(root / "docs" / "playground.html", beside)
    make_bundle(beside / "course.zip", root)
    make_cloud(beside / "cloud", root)
    api = written / "api"
    api.mkdir()
    modules = [
        _module(path, root) for path in sorted((root / "utils").rglob("*.py")) if "jupyter" not in path.parts
    ]
    for module in modules:
        (api / f"{module}.rst").write_text(
            f"{module}\n{'=' * len(module)}\n\n.. automodule:: {module}\n   :members:\n"
        )


def lead_elsewhere(path: Path, root: Path = notebook.ROOT) -> None:
    """Below the title of a notebook: where it can be run without a copy of the course, and the one file for that."""
    nb = notebook.read(path)
    links = {f"run it on {service}": where for service, where in badges(path.stem, root).items()}
    links["download it as one file"] = f"../cloud/{path.name}"
    links["and the wheel beside it"] = f"../cloud/{wheel_name(root)}"
    line = " · ".join(f'<a href="{where}">{words}</a>' for words, where in links.items())
    title, _, rest = nb.cells[0].source.partition("\n")
    nb.cells[0].source = f"{title}\n\n{line}\n{rest}"
    notebook.write(nb, path)


def _module(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


class _Words(HTMLParser):
    """The text of a page, as it is read."""

    def __init__(self):
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def texts(folder: Path) -> dict[str, str]:
    """Every text of a built site: name -> what is read there; of pages without their tags."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".html":
            page = _Words()
            page.feed(path.read_text())
            found[path.relative_to(folder).as_posix()] = re.sub(r"\n{3,}", "\n\n", "".join(page.words))
        elif path.suffix in (".ipynb", ".py", ".md", ".txt", ".rst"):
            found[path.relative_to(folder).as_posix()] = path.read_text()
    return found
