"""An nbgrader course: its folders, its configuration and its gradebook, which nothing else in `grading` writes.

Everything goes through nbgrader's own API, so the formgrader and `nbgrader export` show the same.

    course = Course(Path("."), given={"cell_seconds": 60})     # default < nbgrader_config.py < given
    with course.only_writer():
        course.record("ada", "lazy_training")
    course.grades()
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import OperationalError
from traitlets.config import PyFileConfigLoader

from grading.cache import Cache
from grading.limits import Limits, meanings

CONFIG = "nbgrader_config.py"
LOCKED_SECONDS = 120  # that another process may hold the gradebook


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
        self.seed = given["seed"] if "seed" in given else section.get("seed", 0)
        section.update(seed=self.seed, **{name: getattr(self.limits, name) for name in meanings()})
        self.folders = CourseDirectory(config=config)
        if self.folders.db_url.startswith("sqlite://") and "?" not in self.folders.db_url:
            self.folders.db_url += f"?timeout={LOCKED_SECONDS}"
        self.api = NbGraderAPI(self.folders, config=config)
        self.cache = Cache(root)

    # ---- files
    def source(self, assignment: str) -> bytes:
        """The instructor's notebook."""
        return self.file(self.folders.source_directory, ".", assignment).read_bytes()

    def submission(self, student: str, assignment: str) -> bytes:
        """What a student handed in."""
        return self.file(self.folders.submitted_directory, student, assignment).read_bytes()

    def file(self, directory: str, student: str, assignment: str) -> Path:
        """Path of an assignment's notebook in one of nbgrader's directories."""
        return Path(self.folders.format_path(directory, student, assignment), f"{assignment}.ipynb")

    def students(self, assignment: str) -> list[str]:
        """Who has handed in, sorted."""
        found = Path(self.root, self.folders.submitted_directory).glob(f"*/{assignment}/{assignment}.ipynb")
        return sorted(path.parts[-3] for path in found)

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
            with contextlib.suppress(OSError, ValueError, AttributeError, KeyError):
                path = self.file(self.folders.autograded_directory, student, assignment)
                found[student] = nbformat.read(path, as_version=4).metadata.grading.key
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
        log = answer.get("log", "") + answer.get("error", "")
        return log.strip()[-800:] or "nbgrader did not say why"

    def clear(self, student: str, assignment: str) -> None:
        """A failed run leaves no stale score."""
        clear_scores(self.folders.db_url, assignment, student)

    def feedback_pages(self, assignment: str) -> Iterator[Path]:
        """Write the feedback page of every student who has handed in, through nbgrader; their paths."""
        for student in self.students(assignment):
            with quiet():
                answer = self.api.generate_feedback(assignment, student, force=True)
            if not answer["success"]:
                raise ValueError(f"feedback: {student}: {answer['log'].strip()[-300:]}")
            yield self.file(self.folders.feedback_directory, student, assignment).with_suffix(".html")


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
