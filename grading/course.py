"""An nbgrader course: its folders, its configuration and its gradebook, which nothing else in `grading` writes.

Everything goes through nbgrader's own API, so the formgrader and `nbgrader export` show the same.

    course = Course(Path("."), given={"cell_seconds": 60})     # default < nbgrader_config.py < given
    with course.only_writer():
        course.record("ada", "lazy_training")
    course.grades()
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import stat
import warnings
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc
from sqlalchemy.exc import OperationalError
from traitlets.config import PyFileConfigLoader

from grading.cache import Cache
from grading.judging.salvage import MAX_BYTES
from grading.limits import Limits, meanings
from grading.secret import course_seed
from grading.verdict import plain

CONFIG = "nbgrader_config.py"
LOCKED_SECONDS = 120  # that another process may hold the gradebook
MAX_FILES = 1_000  # in the folder that one student hands in
_STUDENT = re.compile(
    r"\w[\w.@+()' -]*"
)  # letters of any script; nothing that HTML, a spreadsheet or a terminal obeys


class Unreadable(ValueError):
    """What a student handed in is not read, and the message says why. It gets no score; the others get theirs."""


class Course:
    """The nbgrader course in the folder `root`; ValueError when there is none.

    `given` (limits by name, and `seed`) is put over what the configuration says under `c.VerdictExporter`.
    """

    def __init__(self, root: Path, given: Mapping[str, Any] | None = None, db_url: str | None = None) -> None:
        if not (root / CONFIG).is_file():
            raise ValueError(f"course: {root} has no {CONFIG}, expected the folder of an nbgrader course")
        self.root = root
        config = PyFileConfigLoader(CONFIG, str(root)).load_config()
        config.CourseDirectory.root = str(root)
        if db_url:
            config.CourseDirectory.db_url = db_url
        section, given = config.VerdictExporter, given or {}
        self.limits = Limits.configured(section, given)
        self._seed = given["seed"] if "seed" in given else section.get("seed", None)
        section.update(seed=self._seed, **{name: getattr(self.limits, name) for name in meanings()})
        self.folders = CourseDirectory(config=config)
        if self.folders.db_url.startswith("sqlite://") and "?" not in self.folders.db_url:
            self.folders.db_url += f"?timeout={LOCKED_SECONDS}"
        self.api = NbGraderAPI(self.folders, config=config)
        self.cache = Cache(root)

    @property
    def seed(self) -> int:
        """What the checks draw from: as given or configured, else the secret of the course, drawn when asked for."""
        return course_seed(self.root) if self._seed is None else self._seed

    # ---- files
    def source(self, assignment: str) -> bytes:
        """The instructor's notebook."""
        return self.file(self.folders.source_directory, ".", assignment).read_bytes()

    def submission(self, student: str, assignment: str) -> bytes:
        """What a student handed in; Unreadable for anything but a plain file in plain folders."""
        return handed_in(self.folders, student, assignment)

    def file(self, directory: str, student: str, assignment: str) -> Path:
        """Path of an assignment's notebook in one of nbgrader's directories."""
        return Path(self.folders.format_path(directory, student, assignment), f"{assignment}.ipynb")

    def students(self, assignment: str) -> list[str]:
        """Who has handed in something under the assignment's name, sorted."""
        top = Path(self.root, self.folders.submitted_directory)
        return (
            sorted(name for name in os.listdir(top) if _exists(top / name / assignment))
            if top.is_dir()
            else []
        )

    # ---- reading the gradebook
    @contextlib.contextmanager
    def gradebook(self) -> Generator[Gradebook]:
        """nbgrader's database, without the harmless warnings of nbgrader 0.9 on SQLAlchemy 2."""
        with quiet(), Gradebook(self.folders.db_url, self.folders.course_id) as gradebook:
            yield gradebook

    def recorded(self, assignment: str) -> dict[str, str]:
        """student -> key of the verdict that is in the gradebook and in the autograded notebook."""
        try:
            with self.gradebook() as gradebook:
                rows = gradebook.assignment_submissions(assignment)
                settled = {
                    s.student_id for s in rows if all(_settled(g) for n in s.notebooks for g in n.grades)
                }
        except OperationalError as error:
            raise ValueError(f"gradebook: {error.orig}") from None
        found = {}
        for student in settled:
            with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
                path = self.file(self.folders.autograded_directory, student, assignment)
                found[student] = json.loads(path.read_bytes())["metadata"]["grading"]["key"]
        return found

    def grades(self) -> list[dict]:
        """One record per student and assignment: score, max_score, and whether an answer waits for a person."""
        with self.gradebook() as gradebook:
            return [
                {
                    "student": submission.student_id,
                    "assignment": assignment.name,
                    "score": submission.score,
                    "max_score": submission.max_score,
                    "needs_manual_grade": bool(submission.needs_manual_grade),
                }
                for assignment in gradebook.assignments
                for submission in gradebook.assignment_submissions(assignment.name)
            ]

    # ---- writing it
    @contextlib.contextmanager
    def only_writer(self) -> Generator[None]:
        """Two runs in one course would record everything twice: the second is refused."""
        import fcntl

        self.cache.folder.mkdir(parents=True, exist_ok=True)
        with open(self.cache.folder / "writer.lock", "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ValueError(
                    f"course: another run is grading in {self.root}; wait for it or end it"
                ) from None
            yield

    def register(self, assignment: str) -> None:
        """Make sure that the gradebook knows the assignment, as `nbgrader generate_assignment` would."""
        with self.gradebook() as gradebook, contextlib.suppress(MissingEntry):
            gradebook.find_assignment(assignment)
            return
        with quiet():
            answer = self.api.generate_assignment(assignment, force=True, create=True)
        if not answer["success"]:
            reason = answer["log"].strip()[-300:]
            raise ValueError(f"assignment: nbgrader could not generate {assignment}: {reason}")

    def record(self, student: str, assignment: str) -> str:
        """Let nbgrader record the verdict that is in the cache; why it could not, or ""."""
        with quiet():
            answer = self.api.autograde(assignment, student, force=True, create=True)
        if answer["success"]:
            return ""
        return _last_words(answer)

    def clear(self, student: str, assignment: str) -> None:
        """A failed run leaves no stale score."""
        clear_scores(self.folders.db_url, assignment, student)

    def feedback_pages(self, assignment: str) -> Iterator[tuple[str, Path, str]]:
        """Write the feedback page of everyone who has handed in, through nbgrader: (student, path, problem or "")."""
        graded = self.recorded(assignment)
        for student in self.students(assignment):
            path = self.file(self.folders.feedback_directory, student, assignment).with_suffix(".html")
            problem = "" if student in graded else "has no score; `python -m grading grade` says why"
            if not problem:
                with quiet():
                    answer = self.api.generate_feedback(assignment, student, force=True)
                problem = "" if answer["success"] else _last_words(answer)
            yield student, path, problem


# ---------------------------------------------------------------------------------------------- what was handed in
def handed_in(folders: CourseDirectory, student: str, assignment: str) -> bytes:
    """The notebook that a student handed in, if nbgrader may safely touch what lies around it; else Unreadable.

    Whatever stands in the folder is looked at before it is opened: no link is followed (it could name the solution),
    no pipe waited for, nothing endless read.
    """
    if not _STUDENT.fullmatch(student):
        allowed = "letters and digits, then also . @ + - _ ' ( ) and spaces"
        raise Unreadable(f"the folder is called {plain(student)!r}, expected {allowed}")
    top = Path(folders.root, folders.submitted_directory)
    folder = Path(folders.format_path(folders.submitted_directory, student, assignment)).relative_to(top)
    try:
        for part in (*reversed(folder.parents[:-1]), folder):
            _expect(top / part, part, stat.S_ISDIR, "a folder")
        _look_around(top / folder)
        when = top / folder / "timestamp.txt"
        if _exists(when):
            _check_time(_read(when, Path(when.name), 1000))
        return _read(top / folder / f"{assignment}.ipynb", Path(f"{assignment}.ipynb"), MAX_BYTES)
    except OSError as error:
        name = Path(error.filename or "").name
        raise Unreadable(f"{plain(name)}: {error.strerror or error}") from None


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


def _look_around(folder: Path) -> None:
    """nbgrader copies every file of the folder: they are plain, and not too many or too large."""
    room, files = MAX_BYTES, 0
    for place, folders, names in os.walk(folder, onerror=_give_up):
        for name in (*folders, *names):
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


def _give_up(error: OSError) -> None:
    raise error


def _read(path: Path, name: Path, most: int) -> bytes:
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


def _check_time(text: bytes) -> None:
    """nbgrader takes the time of submission from this file, and stumbles over what is none."""
    try:
        if words := text.decode().strip():
            parse_utc(words)
    except (ValueError, OverflowError, TypeError) as error:
        raise Unreadable(
            f"timestamp.txt: {plain(error)}, expected a time such as 2030-01-31 12:00:00 UTC"
        ) from None


def _last_words(answer: dict) -> str:
    """Why nbgrader could not do something, in one line: the last exception it logged, else its last line.

    >>> _last_words({"log": "[INFO] x\\nTraceback\\n    KeyError: 'a'\\n[ERROR] above"})
    "KeyError: 'a'"
    """
    lines = (
        (answer.get("log") or answer.get("error") or "").strip() or "nbgrader did not say why"
    ).splitlines()
    errors = [line for line in lines if re.match(r" {0,4}[A-Za-z_][\w.]*: ", line)]
    return (errors or lines)[-1].strip()[:800]


@contextlib.contextmanager
def quiet() -> Generator[None]:
    """Without the harmless warnings of nbgrader 0.9 on SQLAlchemy 2."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _settled(grade: Any) -> bool:
    return (
        grade.auto_score is not None or grade.cell.cell_type == "markdown" or grade.manual_score is not None
    )


def clear_scores(db_url: str, assignment: str, student: str) -> None:
    """No stale score: until a run has its verdict on this submission, there is none."""
    with quiet(), Gradebook(db_url) as gradebook:
        try:
            submitted = gradebook.find_submission_notebook(assignment, assignment, student)
        except MissingEntry:
            return
        for grade in submitted.grades:
            grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()
