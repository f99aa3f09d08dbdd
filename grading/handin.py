"""What a student handed in, whatever it is: looked at before it is opened, found by what is in it.

nbgrader looks for `submitted/<student>/<assignment>/<assignment>.ipynb`. Students rename files, zip them, put them into
folders, export them as scripts, hand in the wrong notebook. Here the notebook of an assignment is recognised by the
names of its exercises; what is not recognised is a failure that names the file, so that nobody is forgotten.

    kinds = kinds_of({"ntk": source_notebook, ...})
    found = find(folders, "ada", "ntk", kinds)      # HandIn, or None: nothing handed in; Unreadable says why not
"""

from __future__ import annotations

import base64
import datetime
import errno
import io
import json
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from grading import notebook
from grading.judging.salvage import MAX_BYTES, MAX_PICTURES, Attachments, defined_names
from grading.verdict import plain

MAX_FILES = 1_000  # in the folder that one student hands in, and in an archive
MAX_NAME = 200  # bytes of a student's id, which names folders and files
MAX_DEPTH = 3  # archives within archives
TIME, SECRET = "timestamp.txt", "submission_secret.txt"  # nbgrader's own files beside a submission
_JUNK = re.compile(
    r"\..*|__MACOSX|__pycache__|Thumbs\.db|desktop\.ini", re.I
)  # what systems leave in folders
_ZIP = b"PK\x03\x04"  # how a zip archive begins
_MIMES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_OFFSET = re.compile(r"\s*([+-]\d\d:?\d\d)$")
_STUDENT = re.compile(
    r"\w[\w.@+()' -]*"
)  # letters of any script; nothing that HTML, a spreadsheet or a terminal obeys


def is_student(name: str) -> bool:
    """Whether a name may be a student's id and folder."""
    return _STUDENT.fullmatch(name) is not None and len(name.encode()) <= MAX_NAME


def is_junk(name: str) -> bool:
    """Whether a name is one that systems leave in folders."""
    return _JUNK.fullmatch(name) is not None


class Unreadable(ValueError):
    """What a student handed in is not read, and the message says why. It gets no score; the others get theirs."""


@dataclass(frozen=True)
class HandIn:
    """One submission: the bytes of a notebook, the file they come from, when it was handed in (UTC, without a zone),
    and in `notes` what a person should know about how it was found."""

    content: bytes
    where: str
    time: datetime.datetime | None = None
    notes: tuple[str, ...] = ()


# ---------------------------------------------------------------------------------------------- recognising
Kinds = Mapping[str, frozenset[str]]  # assignment -> names that stand in its exercises and in no other's


def kinds_of(sources: Mapping[str, NotebookNode]) -> Kinds:
    """What tells the assignments of a course apart: ids of their graded cells, and names that their answers define."""
    names = {}
    for assignment, source in sources.items():
        found: set[str] = set()
        for cell in source.cells:
            if notebook.is_solution(cell) or notebook.is_test(cell) or notebook.is_manual(cell):
                found.add(notebook.grade_id(cell))
            if notebook.is_solution(cell):
                found |= defined_names(notebook.without_markers(cell.source))
        names[assignment] = found
    return {
        a: frozenset(mine.difference(*(others for b, others in names.items() if b != a)))
        for a, mine in names.items()
    }


_IN_NOTEBOOK = re.compile(r'"(?:grade_id|id)"\s*:\s*"([\w.-]{1,100})"|(?:def|class) (\w{1,100})')
_IN_SCRIPT = re.compile(r"^(?:def|class) (\w{1,100})|^(\w{1,100}) *=|^# %%.*?([\w-]{1,100})\s*$", re.M)


def likeness(content: bytes, kinds: Kinds) -> dict[str, int]:
    """assignment -> how many of its own names stand in a file, for those with any. Nothing is parsed or built."""
    words, known = _IN_NOTEBOOK if _is_notebook(content) else _IN_SCRIPT, frozenset().union(*kinds.values())
    found = {name for match in words.finditer(_text(content)) for name in match.groups() if name in known}
    return {assignment: len(own & found) for assignment, own in kinds.items() if own & found}


def _text(content: bytes) -> str:
    utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    return content.decode("utf-16" if utf16 else "utf-8-sig", "replace")


def _is_notebook(content: bytes) -> bool:
    start = _text(content[:4000]).lstrip()
    return start[:1] in ("{", "[")


def of_script(content: bytes) -> bytes:
    r"""A notebook of the cells of a Python script, as jupytext (`# %%`) or nbconvert (`# In[1]:`) write it.

    >>> cells = json.loads(of_script(b"# %%\nx = 1\n# %% [markdown]\n# Why not.\n"))["cells"]
    >>> [(cell["cell_type"], cell["source"]) for cell in cells]
    [('code', 'x = 1'), ('markdown', 'Why not.')]
    """
    text = _text(content).replace("\r\n", "\n")
    parts = re.split(r"^(# %%[^\n]*|# In\[[ \d]*\]:[^\n]*)\n?", text, flags=re.M)
    cells = [_script_cell("", parts[0])]
    cells += [_script_cell(head, body) for head, body in zip(parts[1::2], parts[2::2])]
    cells = [cell for cell in cells if cell["source"]]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def _script_cell(head: str, body: str) -> dict[str, Any]:
    if "[markdown]" in head or "[md]" in head:
        body = re.sub(r"^# ?", "", body, flags=re.M)
        return {"cell_type": "markdown", "metadata": {}, "source": body.strip("\n")}
    name = re.fullmatch(r"# %%\s*([\w-]+)\s*", head)
    marks = {"id": name[1]} if name else {}
    return {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": body.strip("\n"),
    } | marks


# ---------------------------------------------------------------------------------------------- finding
def students(folders: CourseDirectory) -> list[str]:
    """Everything that stands in `submitted/`, sorted: who handed in anything, and what lies beside their folders."""
    top = Path(folders.root, folders.submitted_directory)
    return sorted(name for name in os.listdir(top) if not is_junk(name)) if top.is_dir() else []


def find(folders: CourseDirectory, student: str, assignment: str, kinds: Kinds) -> HandIn | None:
    """The notebook of `assignment` that a student handed in; None when there is nothing of it, else Unreadable.

    Whatever stands in the folder is looked at before it is opened: no link is followed (it could name the solution),
    no pipe waited for, nothing endless read.
    """
    if not is_student(student):
        allowed = f"letters and digits, then also . @ + - _ ' ( ) and spaces, at most {MAX_NAME} bytes"
        raise Unreadable(f"the folder is called {plain(student)!r}, expected {allowed}")
    top = Path(folders.root, folders.submitted_directory)
    home = Path(folders.format_path(folders.submitted_directory, student, assignment)).relative_to(top)
    try:
        if not _exists(top / home.parts[0]):
            return None
        if not _exists(top / home):
            return _elsewhere(top / home.parts[0], assignment, kinds)
        for part in (*reversed(home.parents[:-1]), home):
            _expect(top / part, part, stat.S_ISDIR, "a folder")
        return _at_home(top / home, assignment, kinds)
    except OSError as error:
        name = Path(error.filename or "").name
        raise Unreadable(f"{plain(name)}: {error.strerror or error}") from None


def _at_home(home: Path, assignment: str, kinds: Kinds) -> HandIn:
    """In the folder that nbgrader looks into."""
    paths = list(_look_around(home))
    time = _time(home / TIME) if _exists(home / TIME) else None
    name, others = f"{assignment}.ipynb", [p for p in paths if p.name not in (TIME, SECRET)]
    content = read_plain(home / name, Path(name), MAX_BYTES) if home / name in paths else _ZIP
    if content[:4] != _ZIP:
        like = likeness(content, kinds)
        best = max(like, key=lambda kind: like[kind], default=assignment)
        if like.get(best, 0) > 4 * like.get(assignment, 0):
            raise Unreadable(f"{name} is the notebook of {best}")
        strange = (
            [] if like or kinds.get(assignment) is None else [f"nothing of {assignment} is recognised in it"]
        )
        more = [p for p in others if p.suffix == ".ipynb" and p != home / name]
        notes = [f"{plain(p.relative_to(home))} was handed in too, and not read" for p in more]
        return HandIn(content, name, time, (*strange, *notes))
    if not others and _exists(home / name):
        _expect(home / name, Path(name), stat.S_ISREG, "a file")
    if not others:
        raise Unreadable(f"{name}: No such file, the folder is empty")
    found = _recognised(home, others, assignment, kinds)
    if isinstance(found, HandIn):
        return HandIn(found.content, found.where, time, found.notes)
    shown = ", ".join(plain(p.relative_to(home)) for p in others[:5]) + ", ..." * (len(others) > 5)
    words = f"is the notebook of {found}" if found else f"not recognised as {assignment}"
    raise Unreadable(f"{shown}: {words}")


def _elsewhere(entry: Path, assignment: str, kinds: Kinds) -> HandIn | None:
    """In the student's folder, or in a folder under another name."""
    about = _expect(
        entry, Path(entry.name), lambda mode: stat.S_ISDIR(mode) or stat.S_ISREG(mode), "a folder"
    )
    if stat.S_ISREG(about.st_mode):
        raise Unreadable(
            "is a file, expected a folder for each student; `python -m grading collect` sorts downloads"
        )
    paths = [
        path
        for name in sorted(os.listdir(entry))
        if name not in kinds and not is_junk(name)
        for path in (
            [entry / name] if not stat.S_ISDIR(_plain(entry / name, entry)) else _look_around(entry / name)
        )
    ]
    found = _recognised(entry, paths, assignment, kinds) if paths else ""
    if isinstance(found, HandIn):
        return found
    if paths and not found:
        shown = ", ".join(plain(p.relative_to(entry)) for p in paths[:5]) + ", ..." * (len(paths) > 5)
        raise Unreadable(f"{shown}: not recognised as any assignment")
    return None


def _recognised(folder: Path, paths: Iterable[Path], assignment: str, kinds: Kinds) -> HandIn | str:
    """`choose` among files on disk."""
    names = ((path, path.relative_to(folder)) for path in paths)
    files = ((str(name), path.stat().st_mtime, read_plain(path, name, MAX_BYTES)) for path, name in names)
    return choose(files, assignment, kinds)


def choose(files: Iterable[tuple[str, float, bytes]], assignment: str, kinds: Kinds) -> HandIn | str:
    """Of files (name, time, content), unpacked, the one that is most like the assignment, then the newest; else the
    name of the assignment that they are like, or ""."""
    best: tuple[int, float, str, bytes] = (0, 0.0, "", b"")
    other, rivals = "", []
    for name, time, packed in files:
        for inside, content in unpacked(name, packed):
            found = likeness(content, kinds)
            kind = max(found, key=lambda kind: found[kind], default="")
            other = other or kind
            if kind == assignment:
                rivals.append(inside)
                best = max(best, (found[kind], time, inside, content))
    if not best[0]:
        return other
    where, content = best[2:]
    notes = [f"handed in as {plain(where)}"]
    if not _is_notebook(content):
        notes[0] += ", a script without outputs"
        content = of_script(content)
    notes += [f"{plain(name)} was handed in too, and not read" for name in rivals if name != where]
    return HandIn(content, where, None, tuple(notes))


def unpacked(name: str, content: bytes, depth: int = MAX_DEPTH) -> Iterator[tuple[str, bytes]]:
    """(name, content) of a file, or of what is in it when it is a zip; archives in archives too. Unreadable for what is
    too large, too much or broken; nothing is written."""
    if content[:4] != _ZIP or depth == 0:
        yield name, content
        return
    room = MAX_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if len(members) > MAX_FILES:
                raise Unreadable(f"{plain(name)} holds {len(members)} files, expected at most {MAX_FILES}")
            for member in members:
                if any(map(is_junk, Path(member.filename).parts)):
                    continue
                with archive.open(member) as file:
                    inside = file.read(room + 1)
                room -= len(inside)
                if room < 0:
                    raise Unreadable(f"{plain(name)} holds too much, expected at most {MAX_BYTES >> 20} MB")
                yield from unpacked(f"{name}/{member.filename}", inside, depth - 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        struct.error,
    ) as error:
        if isinstance(error, Unreadable):
            raise
        why = "needs a password" if "password" in str(error) else "is no whole zip archive"
        raise Unreadable(f"{plain(name)} {why}") from None


# ---------------------------------------------------------------------------------------------- looking
def _exists(path: Path) -> bool:
    """Whether there is anything, a dangling link and what may not be looked at included."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


_KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFDIR: "a folder",
    stat.S_IFREG: "a file",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
}


def _expect(path: Path, name: Path, fits: Any, expected: str) -> os.stat_result:
    about = path.lstat()
    if not fits(about.st_mode):
        raise Unreadable(
            f"{plain(name)} is {_KINDS.get(stat.S_IFMT(about.st_mode), 'a device')}, expected {expected}"
        )
    return about


def _plain(path: Path, folder: Path) -> int:
    """The mode of a file or folder; Unreadable for anything else."""
    fits = lambda mode: stat.S_ISDIR(mode) or stat.S_ISREG(mode)  # noqa: E731
    return _expect(path, path.relative_to(folder), fits, "a file").st_mode


def _look_around(folder: Path) -> Iterator[Path]:
    """The files below a folder: they are plain, and not too many or too large, nor are those that are not read."""
    room, files, found = MAX_BYTES, 0, []
    for place, folders, names in os.walk(folder, onerror=_give_up):
        for name in (*sorted(folders), *sorted(names)):
            path, shown = Path(place, name), Path(place, name).relative_to(folder)
            kind = (
                (stat.S_ISDIR, "a folder")
                if name in folders and not path.is_symlink()
                else (stat.S_ISREG, "a file")
            )
            room -= _expect(path, shown, *kind).st_size
            files += 1
            if room < 0 or files > MAX_FILES:
                most = f"at most {MAX_FILES} files and {MAX_BYTES >> 20} MB"
                raise Unreadable(f"{plain(shown)} is too much: expected {most} in all")
            if name in names and not any(map(is_junk, shown.parts)):
                found.append(path)
    return iter(found)


def _give_up(error: OSError) -> None:
    raise error


def read_plain(path: Path, name: Path, most: int) -> bytes:
    """A plain file of at most `most` bytes; looked at before and after it is opened, as it may change between."""
    _expect(path, name, stat.S_ISREG, "a file")
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with open(os.open(path, flags), "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise OSError(errno.EINVAL, "changed while it was read", str(path))
        if about.st_size > most:
            raise Unreadable(f"{plain(name)} has {about.st_size} bytes, expected at most {most}")
        return file.read(most)


def beside(folders: CourseDirectory, student: str, assignment: str) -> dict[str, bytes]:
    """nbgrader's own files of a submission, which its exchange needs to give feedback back."""
    home, found = Path(folders.format_path(folders.submitted_directory, student, assignment)), {}
    for name in (TIME, SECRET):
        if _exists(home / name):
            found[name] = read_plain(home / name, Path(name), 1000)
    return found


def pictures(folders: CourseDirectory, student: str, assignment: str) -> Attachments:
    """Name -> {mime: base64} of the PNG and JPEG files beside a notebook, as far as they fit into MAX_PICTURES."""
    home, found, room = (
        Path(folders.format_path(folders.submitted_directory, student, assignment)),
        {},
        MAX_PICTURES,
    )
    for path in _look_around(home) if _exists(home) else ():
        mime = _MIMES.get(path.suffix.casefold())
        if mime and path.lstat().st_size * 4 // 3 <= room:
            data = base64.b64encode(read_plain(path, Path(path.name), MAX_PICTURES)).decode()
            room -= len(data)
            found[str(path.relative_to(home))] = {mime: data}
    return found


def _time(path: Path) -> datetime.datetime | None:
    """When it was handed in, as nbgrader reads it; a mark of the byte order before it does no harm."""
    try:
        words = read_plain(path, Path(path.name), 1000).decode("utf-8-sig").strip()
        if _OFFSET.search(words):  # nbgrader reads the 0100 of +0100 as a hundred seconds
            return parse_utc(datetime.datetime.fromisoformat(_OFFSET.sub(r"\1", words)))
        return parse_utc(words) if words else None
    except (ValueError, OverflowError, TypeError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            f"{path.name}: {plain(error)}, expected a time such as 2030-01-31 12:00:00 UTC"
        ) from None
