"""The notebooks for Colab, Kaggle or an editor: each one file, and beside them a wheel of what they import.

Such a notebook carries its pictures, and its first cell installs the wheel where the course is not installed. The book
has them in its folder `cloud`. Once pyproject.toml names a Repository on GitHub (`[project.urls]`), the book is
expected in its branch `gh-pages`: the first cell fetches the wheel from there, and the pages of the book lead to both
services.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from packaging.requirements import Requirement

from grading import notebook
from grading.bundle import refuse_secrets, texts

NAME = "wide_networks"  # of the wheel; what it holds is imported as `utils`
PUBLISHED = "gh-pages/cloud"  # branch and folder of the repository in which the book's `cloud` lies
# What `utils` imports. Of the last two a service has versions of its own that its kernel runs on: any will do.
IMPORTED, OF_THE_KERNEL = {"matplotlib", "numpy", "pillow", "torch", "tqdm"}, {"ipython", "ipywidgets"}
PROJECT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "{name}"
version = "{version}"
description = "What the notebooks of a course on the theory of wide neural networks import"
license = "MIT"
requires-python = ">=3.11"
dependencies = {dependencies}
[tool.setuptools]
packages = {packages}
[tool.setuptools.package-data]
utils = ["*.mplstyle", "assets/*"]
"""
FIRST_CELL = """\
# Installs what this notebook imports; does nothing where the course is installed.
import importlib.util
import subprocess
import sys
from pathlib import Path

if importlib.util.find_spec("utils") is None:
    wheel = "{wheel}"
    found = [*Path().glob(wheel), *Path("/kaggle/input").rglob(wheel){address}]
    for source in found[:1]:
        pip = [sys.executable, "-m", "pip", "install", str(source)]
        subprocess.run(pip, capture_output=True)
    importlib.invalidate_caches()
    if importlib.util.find_spec("utils") is None:
        print(f"✗ The course is not here: put {{wheel}} beside this notebook, run again.")"""


def project(root: Path = notebook.ROOT) -> dict[str, Any]:
    """The table `project` of pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


def wheel_name(root: Path = notebook.ROOT) -> str:
    """File name of the wheel, with the version of the course."""
    return f"{NAME}-{project(root)['version']}-py3-none-any.whl"


def make_wheel(out: Path, root: Path = notebook.ROOT) -> Path:
    """Write the wheel of `utils` into the folder `out`, the same bytes for the same files; its path.

    ValueError if it would hold a secret.
    """
    about = project(root)
    needed = [Requirement(line) for line in about["dependencies"]]
    lines = [str(r) for r in needed if r.name in IMPORTED] + [
        r.name for r in needed if r.name in OF_THE_KERNEL
    ]
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        shutil.copytree(
            root / "utils", place / "utils", ignore=shutil.ignore_patterns("jupyter", "__pycache__")
        )
        packages = sorted(".".join(p.parent.relative_to(place).parts) for p in place.rglob("__init__.py"))
        (place / "pyproject.toml").write_text(
            PROJECT.format(
                name=NAME,
                version=about["version"],
                dependencies=lines,
                packages=packages,
            )
        )
        build = "from setuptools import build_meta; build_meta.build_wheel('.')"
        done = subprocess.run(
            [sys.executable, "-c", build],
            cwd=place, env={**os.environ, "SOURCE_DATE_EPOCH": "315532800"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"wheel: {done.stderr.strip()[-2000:]}")
        made = place / wheel_name(root)
        with zipfile.ZipFile(made) as archive:
            refuse_secrets(
                texts({name: archive.read(name) for name in archive.namelist()}), root, what="wheel"
            )
        notebook.replace_file(out / made.name, made.read_bytes())
    return out / wheel_name(root)


def alone(nb: NotebookNode, folder: Path, wheel: str, address: str = "") -> NotebookNode:
    """A release notebook as one file: its pictures inside, before it the cell that installs `wheel`.

    `folder` is where its pictures are; `address`, where the wheel is when it is not beside the notebook.
    """

    def inside(picture: re.Match) -> str:
        return f"](data:image/png;base64,{base64.b64encode((folder / picture[1]).read_bytes()).decode()})"

    made = nbformat.from_dict(nb)
    for cell in made.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"\]\((figures/[\w.-]+\.png)\)", inside, cell.source)
    source = FIRST_CELL.format(wheel=wheel, address=f', "{address}"' if address else "")
    first = next(i for i, cell in enumerate(made.cells) if cell.cell_type == "code")
    made.cells.insert(first, nbformat.v4.new_code_cell(source, id="install"))
    return made


def make_cloud(out: Path, root: Path = notebook.ROOT) -> list[Path]:
    """Write the wheel and every notebook as one file into the folder `out`; the paths."""
    wheel, repository = wheel_name(root), repository_of(root)
    address = f"{repository}/raw/{PUBLISHED}/{wheel}" if repository else ""
    made = {}
    for name in notebook.assignments(root):
        path = notebook.release_file(name, root)
        made[out / path.name] = notebook.dumps(alone(notebook.read(path), path.parent, wheel, address))
    refuse_secrets(texts({path.name: content for path, content in made.items()}), root, what="cloud")
    made_wheel = make_wheel(out, root)
    for path, content in made.items():
        notebook.replace_file(path, content)
    return [made_wheel, *made]


def repository_of(root: Path = notebook.ROOT) -> str:
    """Address of the repository on GitHub, '' while pyproject.toml names none; ValueError if it is another place."""
    found = project(root).get("urls", {}).get("Repository", "").removesuffix("/").removesuffix(".git")
    if found and not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", found):
        raise ValueError(
            f"Repository in pyproject.toml: got {found}, expected https://github.com/OWNER/NAME (Colab reads no other)"
        )
    return found


def badges(name: str, root: Path = notebook.ROOT) -> dict[str, str]:
    """Name of a service -> address that opens the notebook there; empty while there is no repository."""
    repository = repository_of(root)
    if not repository:
        return {}
    file = f"{repository}/blob/{PUBLISHED}/{name}.ipynb"
    return {
        "Colab": file.replace("https://github.com", "https://colab.research.google.com/github"),
        "Kaggle": f"https://kaggle.com/kernels/welcome?src={file}",
    }
