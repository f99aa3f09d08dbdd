"""What a student receives: releases, `utils` and `start.py` in one zip, and nothing of the instructor."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import nbformat

from grading import notebook
from grading.gate import leaks

TOP = "wide-networks"
# Name in the zip -> file of the course.
FILES = {
    "LICENSE": "LICENSE",
    "README.md": "docs/student.md",
    "start.py": "start.py",
    "student.lock": "student.lock",
}
START = "release/start.ipynb"
BINARY = (".png", ".npz")


def contents(root: Path = notebook.ROOT, assignments: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Name -> content of every file of the bundle, with these assignments or all; ValueError if one is unknown."""
    known = notebook.assignments(root)
    for name in assignments:
        if name not in known:
            raise ValueError(f"bundle: no assignment {name}, expected one of {', '.join(known)}")
    missing = tuple(set(known) - set(assignments)) if assignments else ()
    found = {name: (root / file).read_bytes() for name, file in FILES.items()}
    for path in sorted(path for folder in ("release", "utils") for path in (root / folder).rglob("*")):
        relative = path.relative_to(root)
        hidden = any(part.startswith((".", "__pycache__")) for part in relative.parts)
        left_out = relative.parts[0] == "release" and relative.parts[1] in missing
        if path.is_file() and not hidden and not left_out and path.suffix != ".pyc":
            found[relative.as_posix()] = path.read_bytes()
    if missing and START in found:
        found[START] = _without(missing, found[START])
    return found


def _without(missing: tuple[str, ...], start: bytes) -> bytes:
    """The start page without the lines and pictures that lead to missing assignments."""
    nb = nbformat.reads(start.decode(), as_version=4)
    for cell in nb.cells:
        lines = cell.source.splitlines()
        cell.source = "\n".join(
            line for line in lines if not any(f"]({name}/" in line for name in missing)
        ).strip()
    return notebook.dumps(nb)


def texts(files: Mapping[str, bytes]) -> dict[str, str]:
    """The texts among these files: name -> content, a notebook as the lines of its cells, outputs and metadata."""
    found = {}
    for name, content in files.items():
        if name.endswith(".ipynb"):
            found[name] = "\n".join(_strings(json.loads(content)))
        elif not name.endswith(BINARY):
            found[name] = content.decode()
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def refuse_secrets(
    given: dict[str, str], root: Path = notebook.ROOT, assignments: tuple[str, ...] = (), what: str = "bundle"
) -> None:
    """ValueError if one of these texts, name -> content, holds a solution, a hidden test, an expected value of one.

    Of these assignments, or of all; `what` begins the message.
    """
    for name in assignments or notebook.assignments(root):
        source = notebook.read(notebook.source_file(name, root))
        for finding in chain(leaks.leaks(source, given), leaks.traces(source, given)):
            raise ValueError(f"{what}: {finding}")


def make_bundle(out: Path, root: Path = notebook.ROOT, assignments: tuple[str, ...] = ()) -> int:
    """Write the zip, the same bytes for the same files; how many files. ValueError if it would hold a secret."""
    files = contents(root, assignments)
    refuse_secrets(texts(files), root)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{TOP}/{name}"), content, zipfile.ZIP_DEFLATED)
    notebook.replace_file(out, buffer.getvalue())
    return len(files)
