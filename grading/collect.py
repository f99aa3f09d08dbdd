"""From a download of Moodle, Canvas or anywhere to `submitted/`: whose is it, and where is the notebook.

    rows = collect(course, [Path("download.zip")], "ntk")       # one row for everybody who stands in the download

nbgrader's `zip_collect` wants one regular expression for all names and takes every file that it matches. Here the form
of the download is recognised by its names, people by `roster.csv`, the notebook by its content. What is not recognised
is put into the student's folder as it came, where `grade` names it: nobody is left out. What was collected before is
replaced only when asked for, and kept in `.cache/grading/replaced`.
"""

from __future__ import annotations

import datetime
import os
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path, PurePosixPath

from grading import handin, notebook
from grading.course import Course
from grading.handin import Unreadable
from grading.judging.salvage import MAX_BYTES
from grading.roster import Person, key
from grading.verdict import plain

MAX_ENTRIES = 200_000  # files in a download
_MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)", re.S)
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_\d+_(?P<file>.+)", re.S)


@dataclass(frozen=True)
class Collected:
    """What became of one person's part of a download.

    `status`: `collected`, `replaced`, `unchanged`, `different` (something else was collected before, and stays) or
    `failed`. `student` is the id, or what the download calls the person where nobody is found.
    """

    student: str
    status: str
    where: str = ""
    message: str = ""


@dataclass(frozen=True)
class Entry:
    """One file of a download: whose by its name, how it is called, when it was handed in, how to read it."""

    label: str
    number: str
    form: str
    name: str
    time: datetime.datetime | None
    late: bool
    read: Callable[[], bytes]


# ---------------------------------------------------------------------------------------------- the download
def entries(download: Path) -> list[Entry]:
    """The files of a zip or a folder, each with its owner by name; ValueError for anything else."""
    found = list(islice(_files(download), MAX_ENTRIES + 1))
    if len(found) > MAX_ENTRIES:
        raise ValueError(f"download: {download} holds more than {MAX_ENTRIES} files")
    paths = [PurePosixPath(*parts) for parts, _, _ in found]
    while paths and all(len(p.parts) > 2 for p in paths) and len({p.parts[0] for p in paths}) == 1:
        if _MOODLE.fullmatch(paths[0].parts[0]):
            break
        paths = [PurePosixPath(*p.parts[1:]) for p in paths]  # a folder around everything
    return [_entry(path, time, read) for path, (_, time, read) in zip(paths, found)]


def _files(download: Path) -> Iterator[tuple[tuple[str, ...], datetime.datetime | None, Callable[[], bytes]]]:
    if download.is_dir():
        for place, folders, names in os.walk(download):
            folders.sort()
            for name in sorted(names):
                path = Path(place, name)
                parts = path.relative_to(download).parts
                if path.is_file() and not path.is_symlink() and not any(map(handin.is_junk, parts)):
                    yield (
                        parts,
                        None,
                        lambda path=path, name=name: handin.read_plain(path, Path(name), MAX_BYTES),
                    )
        return
    try:
        archive = zipfile.ZipFile(download)
    except FileNotFoundError:
        raise ValueError(f"download: {download} does not exist") from None
    except (zipfile.BadZipFile, OSError):
        raise ValueError(f"download: {download} is no zip archive and no folder") from None
    for member in archive.infolist():
        parts = tuple(
            p for p in PurePosixPath(member.filename.replace("\\", "/")).parts if p not in ("/", "..", ".")
        )
        if member.is_dir() or not parts or any(map(handin.is_junk, parts)):
            continue
        try:
            time = datetime.datetime(*member.date_time).astimezone(datetime.UTC).replace(tzinfo=None)
        except ValueError:
            time = None
        yield parts, time, lambda archive=archive, member=member: _member(archive, member)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(member) as file:
            content = file.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise Unreadable(f"{plain(member.filename)} cannot be unpacked: {error}") from None
    if len(content) > MAX_BYTES:
        raise Unreadable(f"{plain(member.filename)} has more than {MAX_BYTES >> 20} MB")
    return content


def _entry(path: PurePosixPath, time: datetime.datetime | None, read: Callable[[], bytes]) -> Entry:
    first, rest = path.parts[0], "/".join(path.parts[1:])
    if found := _MOODLE.fullmatch(first):
        return Entry(
            found["name"], found["number"], "moodle", rest or found["file"] or first, time, False, read
        )
    if (found := _CANVAS.fullmatch(path.name)) and not rest.count("/"):
        # the times in an archive of Canvas are those of the download
        return Entry(found["name"], found["number"], "canvas", found["file"], None, bool(found["late"]), read)
    label = first if rest else PurePosixPath(first).stem
    return Entry(label, "", "", rest or first, None, False, read)


# ---------------------------------------------------------------------------------------------- the people
def owner(entry: Entry, roster: dict[str, Person]) -> str:
    """The id of the person to whom a file belongs; Unreadable when it is not clear."""
    if not roster:
        if handin.is_student(entry.label):
            return entry.label
        raise Unreadable(f"{plain(entry.label)!r} is no name for a folder; a roster says whose it is")
    numbered = [p.id for p in roster.values() if entry.number and getattr(p, entry.form) == entry.number]
    if len(numbered) == 1:
        return numbered[0]
    if entry.label in roster:
        return entry.label
    wanted = key(entry.label)
    called = [p.id for p in roster.values() if wanted in p.called]
    if not called and not entry.form:  # a file called by an id and something else
        called = [p.id for p in roster.values() if key(re.split(r"[_\s]", entry.label)[0]) == key(p.id)]
    if len(called) == 1:
        return called[0]
    if called:
        column = entry.form or "id"
        raise Unreadable(
            f"{len(called)} people of the roster are called so ({', '.join(called)}): fill in the column {column}"
        )
    raise Unreadable("nobody of the roster is called so")


# ---------------------------------------------------------------------------------------------- collecting
def collect(
    course: Course, downloads: Iterable[Path], assignment: str = "", replace: bool = False
) -> list[Collected]:
    """Put the submissions of one assignment into `submitted/`; a row for everybody in the downloads, sorted.

    Without `assignment` it is the one that most notebooks of the download belong to.
    """
    groups: dict[str, list[Entry]] = {}
    for download in downloads:
        for entry in entries(download):
            groups.setdefault(f"{entry.label}\0{entry.number}", []).append(entry)
    if not groups:
        raise ValueError("download: there is no file in it")
    assignment = assignment or majority(course, groups.values())
    notebook.source_file(assignment, course.root)
    rows, taken = [], Counter(label.partition("\0")[0] for label in groups)
    for group in groups.values():
        first = group[0]
        try:
            student = owner(first, course.roster)
            if taken[first.label] > 1 and not course.roster:  # two of one name, told apart by their numbers
                student = f"{student} ({first.number})"
            rows.append(_put(course, student, assignment, group, replace))
        except Unreadable as error:
            rows.append(Collected(first.label, "failed", first.name, str(error)))
        except OSError as error:  # of one person's folder: the others are collected
            rows.append(
                Collected(first.label, "failed", first.name, f"not written: {error.strerror or error}")
            )
    return sorted(rows, key=lambda row: (row.status != "failed", row.student))


def majority(course: Course, groups: Iterable[list[Entry]]) -> str:
    """The assignment to which most of the first notebooks belong."""
    votes: Counter[str] = Counter()
    for group in islice(groups, 20):
        for entry in group:
            try:
                for _, content in handin.unpacked(entry.name, entry.read()):
                    found = handin.likeness(content, course.kinds)
                    votes.update([max(found, key=lambda kind: found[kind])] if found else [])
            except Unreadable:
                continue
    if not votes:
        raise ValueError(
            "download: no notebook of this course is in it; say --assignment NAME to collect it nevertheless"
        )
    return votes.most_common(1)[0][0]


def _put(course: Course, student: str, assignment: str, group: list[Entry], replace: bool) -> Collected:
    """Write one person's files to the folder that nbgrader looks into, whole or not at all."""
    target = course.file(course.folders.submitted_directory, student, assignment).parent
    files = [(e.name, e.time.timestamp() if e.time else 0.0, e.read()) for e in group]
    found = handin.choose(files, assignment, course.kinds)
    content: dict[str, bytes] = {}
    if isinstance(found, handin.HandIn):
        content[f"{assignment}.ipynb"] = found.content
        where, notes = (
            found.where,
            [note for note in found.notes if not note.endswith(f"as {assignment}.ipynb")],
        )
    else:
        where, notes = (
            group[0].name,
            [f"is the notebook of {found}" if found else f"not recognised as {assignment}"],
        )
    for name, _, packed in files:
        if not isinstance(found, handin.HandIn) or (
            name != found.where and not found.where.startswith(f"{name}/")
        ):
            content.setdefault(_safe(name, content), packed)
    times = [e.time for e in group if e.time]
    if times:
        content[handin.TIME] = f"{max(times):%Y-%m-%d %H:%M:%S} UTC\n".encode()
    if any(e.late for e in group):
        notes.append("Canvas says that it was late")
    status = "collected" if isinstance(found, handin.HandIn) else "failed"
    if target.exists():
        if _same(target, content):
            return Collected(
                student, "unchanged" if status == "collected" else "failed", where, "; ".join(notes)
            )
        if not replace:
            return Collected(
                student, "different", where, "something else was collected before; --replace takes this"
            )
        status = "replaced" if status == "collected" else status
        _keep(course, target, student, assignment)
    draft = target.with_name(f".{target.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    for name, data in content.items():
        notebook.replace_file(draft / name, data)
    draft.rename(target)
    return Collected(student, status, where, "; ".join(notes))


def _safe(name: str, taken: Iterable[str]) -> str:
    """A name for a file beside the notebook: the last part, without what a shell or a terminal obeys, and not taken.

    >>> _safe("a/b/my photo?.jpg", []), _safe("x/timestamp.txt", [])
    ('my photo_.jpg', 'timestamp_1.txt')
    """
    path = PurePosixPath(re.sub(r"[^\w.@+()' -]", "_", PurePosixPath(name).name).lstrip(".")[-100:] or "file")
    for number in count():
        free = path.name if not number else f"{path.stem}_{number}{path.suffix}"
        if free not in (*taken, handin.TIME, handin.SECRET):
            return free
    raise AssertionError


def _same(folder: Path, content: dict[str, bytes]) -> bool:
    """Whether a folder holds these files (its time stamp aside)."""
    there = {p.name: p for p in folder.rglob("*") if p.is_file() and p.name != handin.TIME}
    wanted = {name: data for name, data in content.items() if name != handin.TIME}
    return there.keys() == wanted.keys() and all(p.read_bytes() == wanted[name] for name, p in there.items())


def _keep(course: Course, target: Path, student: str, assignment: str) -> None:
    """Nothing that was handed in is lost."""
    for number in count(1):
        kept = course.cache.folder / "replaced" / assignment / student / str(number)
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            target.rename(kept)
            return
