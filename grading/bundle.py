"""What a student receives: releases, `utils` and set-up files in one zip, and nothing of the instructor."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from grading import notebook
from grading.gate import leaks

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
    """Every text a student receives: name -> content, a notebook as the lines of its cells, outputs and metadata."""
    found = {}
    for relative in members(root):
        path = root / relative
        if path.suffix == ".ipynb":
            found[str(relative)] = "\n".join(_strings(notebook.read(path)))
        elif path.suffix not in (".png", ".npz"):
            found[str(relative)] = path.read_text()
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def make_bundle(out: Path, root: Path = notebook.ROOT) -> int:
    """Write the zip, the same bytes for the same files; how many files. ValueError if it would hold a secret."""
    given = texts(root)
    for name in notebook.assignments(root):
        source = notebook.read(notebook.source_file(name, root))
        for finding in chain(leaks.leaks(source, given), leaks.traces(source, given)):
            raise ValueError(f"bundle: {finding}")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for relative in (names := list(members(root))):
            archive.writestr(
                zipfile.ZipInfo(f"{TOP}/{relative}"), (root / relative).read_bytes(), zipfile.ZIP_DEFLATED
            )
    notebook.replace_file(out, buffer.getvalue())
    return len(names)
