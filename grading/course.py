"""An nbgrader course: its folders, its configuration and its gradebook, which nothing else in `grading` writes.

Everything goes through nbgrader's own API, so the formgrader and `nbgrader export` show the same.

    course = Course(Path("."), given={"cell_seconds": 60})     # default < nbgrader_config.py < given
    with course.only_writer(), course.book("lazy_training") as book:
        book.state("ada")
    course.grades()
"""

from __future__ import annotations

import contextlib
import functools
import json
import re
import warnings
from collections.abc import Generator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import OperationalError
from traitlets.config import PyFileConfigLoader

from grading import gradebook as books
from grading import handin, notebook
from grading.cache import Cache
from grading.limits import Limits, meanings
from grading.roster import FILE, Person, read_roster
from grading.sandbox.bubblewrap import exposed
from grading.secret import course_seed

CONFIG = "nbgrader_config.py"
LOCKED_SECONDS = 120  # that another process may hold the gradebook


class Course:
    """The nbgrader course in the folder `root`; ValueError when there is none, or one that students' code
    could read.

    `given` (limits by name, and `seed`) is put over what the configuration says under `c.VerdictExporter`.
    """

    def __init__(self, root: Path, given: Mapping[str, Any] | None = None, db_url: str | None = None) -> None:
        if not (root / CONFIG).is_file():
            raise ValueError(f"course: {root} has no {CONFIG}, expected the folder of an nbgrader course")
        if problem := exposed(root):
            raise ValueError(f"course: {problem}")
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
        self.config = config
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

    def file(self, directory: str, student: str, assignment: str) -> Path:
        """Path of an assignment's notebook in one of nbgrader's directories."""
        return Path(self.folders.format_path(directory, student, assignment), f"{assignment}.ipynb")

    @functools.cached_property
    def kinds(self) -> handin.Kinds:
        """What tells the assignments of this course apart."""
        return kinds_in(self.root)

    @functools.cached_property
    def roster(self) -> dict[str, Person]:
        """Who is in the course by `roster.csv`: id -> person; empty without that file."""
        path = self.root / FILE
        return read_roster(path) if path.exists() else {}

    def hand_in(self, student: str, assignment: str) -> handin.HandIn | None:
        """What a student handed in, found by its content; None for nothing, Unreadable with the reason."""
        return handin.find(self.folders, student, assignment, self.kinds)

    def students(self) -> list[str]:
        """Everybody: who is in the roster, and every entry of `submitted/`."""
        return sorted({*self.roster, *handin.students(self.folders)})

    # ---- reading the gradebook
    @contextlib.contextmanager
    def gradebook(self) -> Generator[Gradebook]:
        """nbgrader's database, without the harmless warnings of nbgrader 0.9 on SQLAlchemy 2."""
        with quiet(), Gradebook(self.folders.db_url, self.folders.course_id) as gradebook:
            yield gradebook

    @property
    def penalty(self) -> books.Penalty:
        """The late policy of the configuration (nbgrader's `AssignLatePenalties.plugin_class`)."""
        return books.late_policy(config=self.config)

    @contextlib.contextmanager
    def book(self, assignment: str) -> Generator[books.Book]:
        """The gradebook, open on one assignment that it knows."""
        with self.gradebook() as gradebook:
            try:
                yield books.Book(gradebook, assignment, self.penalty)
            except MissingEntry:
                raise ValueError(f"assignment: {assignment} is not graded yet") from None
            except OperationalError as error:
                raise ValueError(f"gradebook: {error.orig}") from None

    def recorded_key(self, student: str, assignment: str) -> str:
        """Key of the verdict that stands in the autograded notebook, "" without one."""
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            path = self.file(self.folders.autograded_directory, student, assignment)
            return json.loads(path.read_bytes())["metadata"]["grading"]["key"]
        return ""

    def autograded(self, assignment: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """(student, cells of the graded notebook) of everyone whose verdict stands in the gradebook."""
        with self.book(assignment) as book:
            settled = sorted(student for student, state in book.states().items() if book.settled(state))
        for student in settled:
            path = self.file(self.folders.autograded_directory, student, assignment)
            if path.exists():
                yield student, json.loads(path.read_bytes())["cells"]

    def marks_by_hand(self, assignment: str) -> dict[str, dict[str, float]]:
        """student -> text answer -> points, of those that a person has marked or that were left blank."""
        with self.book(assignment) as book:
            return {
                student: {name: state.rows[name].score for name in book.essays if not state.rows[name].waits}
                for student, state in book.states().items()
                if set(state.rows) >= book.essays
            }

    def grades(self) -> list[dict]:
        """One record per student and assignment: score (late penalty taken off), max_score, and whether an answer waits
        for a person."""
        with self.gradebook() as gradebook:
            books.settle_penalties(gradebook, self.penalty)
            return [
                {
                    "student": row["student"],
                    "assignment": assignment.name,
                    "score": row["score"] - taken.get(row["id"], 0.0),
                    "max_score": row["max_score"],
                    "needs_manual_grade": bool(row["needs_manual_grade"]),
                }
                for taken in [books.penalties(gradebook)]
                for assignment in gradebook.assignments
                for row in gradebook.submission_dicts(assignment.name)
            ]

    # ---- writing it
    @contextlib.contextmanager
    def only_writer(self) -> Generator[None]:
        """Two runs in one course would record everything twice: the second is refused."""
        try:
            import fcntl
        except ModuleNotFoundError:
            raise ValueError("course: this system has no file locks; use Linux, WSL or a container") from None

        self.cache.folder.mkdir(parents=True, exist_ok=True)
        with open(self.cache.folder / "writer.lock", "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ValueError(
                    f"course: another run is grading in {self.root}; wait for it or end it"
                ) from None
            yield

    def compare(self, assignment: str) -> books.Comparison:
        """Source against gradebook; nothing is written."""
        path = self.folders.db_url.removeprefix("sqlite:///").partition("?")[0]
        if self.folders.db_url.startswith("sqlite:///") and not Path(path).exists():
            return books.Comparison(known=False)
        with self.gradebook() as gradebook:
            return books.compare(gradebook, assignment, self._read_source(assignment))

    def gone(self, assignment: str, checks: Iterable[str]) -> dict[str, dict[str, float]]:
        """student -> {check: score}, of checks that are about to go."""
        with self.gradebook() as gradebook:
            return books.gone_scores(gradebook, assignment, checks)

    def register(self, assignment: str) -> books.Comparison:
        """Make sure that the gradebook knows the assignment as its source has it now; what was carried over."""
        with self.gradebook() as gradebook:
            return books.register(gradebook, self.folders.db_url, assignment, self._read_source(assignment))

    def _read_source(self, assignment: str) -> Any:
        return notebook.read(self.file(self.folders.source_directory, ".", assignment))

    def feedback_pages(self, assignment: str) -> Iterator[tuple[str, Path, str]]:
        """Write the feedback page of everyone who has a score, through nbgrader: (student, path, problem or "").

        Who stands in `submitted/` without a score has the problem that there is none."""
        with self.gradebook() as gradebook:
            books.settle_penalties(gradebook, self.penalty)
            try:
                book = books.Book(gradebook, assignment, self.penalty)
            except MissingEntry:
                raise ValueError(f"assignment: {assignment} is not graded yet") from None
            graded = {student for student, state in book.states().items() if book.settled(state)}
        for student in handin.students(self.folders):
            path = self.file(self.folders.feedback_directory, student, assignment).with_suffix(".html")
            problem = "" if student in graded else "has no score; `python -m grading grade` says why"
            if not problem:
                with quiet():
                    answer = self.api.generate_feedback(assignment, student, force=True)
                problem = "" if answer["success"] else _last_words(answer)
            yield student, path, problem


def kinds_in(root: Path) -> handin.Kinds:
    """What tells the assignments of the course in a folder apart; one that cannot be read is left out."""
    paths = [notebook.source_file(assignment, root) for assignment in notebook.assignments(root)]
    return _kinds(tuple((path, path.stat().st_mtime_ns) for path in paths))


@functools.lru_cache(maxsize=4)
def _kinds(stamped: tuple[tuple[Path, int], ...]) -> handin.Kinds:
    sources = {}
    for path, _ in stamped:
        with contextlib.suppress(ValueError):
            sources[path.stem] = notebook.read(path)
    return handin.kinds_of(sources)


def earlier(path: Path) -> dict[str, dict]:
    """The cells of an autograded notebook by id; empty where there is none yet."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        return {cell["id"]: cell for cell in json.loads(path.read_bytes())["cells"]}
    return {}


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
