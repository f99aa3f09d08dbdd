"""What a student receives: releases, `utils` and set-up files in one zip, and nothing of the instructor."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grading import check, notebook

FOLDERS = ("release", "utils")
FILES = ("LICENSE", "Makefile", "README.md", "environment.yml", "pyproject.toml", "requirements.lock")
TOP = "wide-networks"


def members(root: Path = notebook.ROOT) -> Iterator[Path]:
    """The files of the bundle, relative to the course, in a fixed order."""
    yield from map(Path, FILES)
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root)
            hidden = any(part.startswith((".", "__pycache__")) for part in relative.parts)
            if path.is_file() and not hidden and path.suffix != ".pyc":
                yield relative


def texts(root: Path = notebook.ROOT) -> dict[str, str]:
    """Every text a student receives: name -> content, a notebook as the lines of its cells and outputs."""
    found = {}
    for relative in members(root):
        path = root / relative
        if path.suffix == ".ipynb":
            found[str(relative)] = "\n".join(c.source for c in notebook.read(path).cells)
        elif path.suffix not in (".png", ".npz"):
            found[str(relative)] = path.read_text()
    return found


def make_bundle(out: Path, root: Path = notebook.ROOT) -> int:
    """Write the zip, the same bytes for the same files; how many files. ValueError if it would hold a secret."""
    given = texts(root)
    for name in notebook.assignments(root):
        for finding in check.leaks(notebook.read(notebook.source_file(name, root)), given):
            raise ValueError(f"bundle: {finding}")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for relative in (names := list(members(root))):
            archive.writestr(
                zipfile.ZipInfo(f"{TOP}/{relative}"), (root / relative).read_bytes(), zipfile.ZIP_DEFLATED
            )
    notebook.replace_file(out, buffer.getvalue())
    return len(names)
