"""nbgrader's doors: the exporters of `nbgrader autograde` and the formgrader, and of `nbgrader generate_assignment`.

nbgrader's Autograde converter reads a submission twice (to sanitise, to grade) through its `exporter_class`. Ours reads
the submitted bytes instead, asks for the verdict of `judging.engine` (from the cache when nothing changed), records it
(`grading.gradebook`) and hands on a notebook that shows it. In nbgrader_config.py:

    c.Autograde.exporter_class = "grading.exporter.VerdictExporter"
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = []
    c.VerdictExporter.cell_seconds = 60          # any limit of `grading.limits`, and `seed`
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from traitlets import Bool, Float, HasTraits, Int

from grading import handin, notebook, roster
from grading.cache import Cache, verdict_key
from grading.course import earlier, kinds_in, quiet
from grading.gradebook import Book, compare, late_policy
from grading.judging.engine import GradingError, grade_one
from grading.limits import Limits, meanings
from grading.record import marks, render
from grading.sandbox.bubblewrap import SandboxError
from grading.secret import course_seed
from grading.verdict import Verdict, plain

_TRAITS = {bool: Bool, int: Int, float: Float}
_Limited = type(
    "_Limited",
    (HasTraits,),
    {
        name: _TRAITS[type(default)](default, help=meaning).tag(config=True)
        for name, (meaning, default) in meanings().items()
    },
)


class VerdictExporter(_Limited, NotebookExporter):
    """Reads a submission as its repaired, graded notebook. Every limit of `grading.limits` is a trait."""

    seed = Int(None, allow_none=True, help="what the checks draw from (default: a secret of the course)").tag(
        config=True
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._before: dict[str, dict] = {}  # what nbgrader deletes before it comes to us
        # nbgrader opens timestamps and copies files before it comes to us, and has no door for a look at them first.
        if isinstance(self.parent, Autograde):
            self.parent.init_destination = partial(self.begin, self.parent.init_destination)

    def begin(self, go_on: Callable[[str, str], bool], assignment: str, student: str) -> bool:
        """The first step of nbgrader for a student: only if what was handed in may be touched."""
        course = self.parent.coursedir
        try:
            self._handed_in(student, assignment)
        except handin.Unreadable as error:
            clear_scores(course.db_url, assignment, student)
            self.log.error("%s has no score: the old one was cleared. %s", plain(student), error)
            raise
        graded = Path(course.format_path(course.autograded_directory, student, assignment))
        self._before = earlier(graded / f"{assignment}.ipynb")
        return go_on(assignment, student)

    def _handed_in(self, student: str, assignment: str) -> handin.HandIn:
        course = self.parent.coursedir
        found = handin.find(course, student, assignment, kinds_in(Path(course.root)))
        if found is None:
            raise handin.Unreadable(f"{assignment}.ipynb: No such file")
        return found

    # nbconvert says that a notebook comes out; its own NotebookExporter gives text.
    def from_filename(  # ty: ignore[incompatible-method-override]
        self, filename: str, resources: Any = None, **kwargs: Any
    ) -> tuple[str, dict]:
        """Instead of the file as it is: the verdict on the submission it came from, which is recorded."""
        about, course = resources["nbgrader"], self.parent.coursedir
        student, assignment, root = about["student"], about["assignment"], Path(course.root)
        folder = Path(course.format_path(course.source_directory, ".", assignment))
        source = (folder / f"{about['notebook']}.ipynb").read_bytes()
        found = self._handed_in(student, assignment)
        grading = not self.parent._sanitizing
        if grading:
            clear_scores(about["db_url"], assignment, student)
        try:
            verdict, key = self.verdict(source, found.content, assignment, root)
        except (GradingError, SandboxError) as error:
            self.log.error("%s has no score: the old one was cleared. %s", student, error)
            raise
        pictures = handin.pictures(course, student, assignment) if grading else {}
        nb = render(source, verdict, key, outputs=grading, files=pictures)
        if grading:
            only_ours(Path(filename), folder)
            people = roster.read_roster(path) if (path := root / roster.FILE).exists() else {}
            person = people.get(student)
            with quiet(), Gradebook(about["db_url"]) as gradebook:
                book = Book(gradebook, assignment, late_policy(parent=self))
                extension = person.extension(assignment) if person else None
                book.record(
                    student, marks(nb, self._before), found.time, extension, person.about if person else None
                )
        return self.from_notebook_node(nb, resources, **kwargs)

    def verdict(self, source: bytes, submission: bytes, assignment: str, course: Path) -> tuple[Verdict, str]:
        """From the cache, or graded now; with its key."""
        limits = Limits(**{name: getattr(self, name) for name in meanings()})
        seed = course_seed(course) if self.seed is None else self.seed
        key, known = verdict_key(source, submission, limits, seed), Cache(course)
        verdict = known.get(key)
        if verdict is None:
            verdict = grade_one(source, submission, limits, seed, assignment)
            known.put(key, verdict)
        return verdict, key


def clear_scores(db_url: str, assignment: str, student: str) -> None:
    """No stale score: until a run has its verdict on this submission, there is none."""
    with quiet(), Gradebook(db_url) as gradebook, contextlib.suppress(MissingEntry):
        Book(gradebook, assignment, lambda *_: None).clear(student)


def only_ours(autograded: Path, source: Path) -> None:
    """nbgrader copies every file of a submission, links followed: keep the notebook, what the course has itself, and
    what nbgrader's exchange needs to give feedback back."""
    for path in autograded.parent.rglob("*"):
        mine = source / path.relative_to(autograded.parent)
        ours = path.suffix == ".ipynb" or path.name in (handin.TIME, handin.SECRET) or mine.is_file()
        if path != autograded and path.is_file() and not ours:
            path.unlink()


class SourceExporter(NotebookExporter):
    """Refuses a source that would lose what a person has marked, before nbgrader deletes the release."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(self.parent, GenerateAssignment) or self.parent.no_database:
            return
        course = self.parent.coursedir
        with quiet(), Gradebook(course.db_url, course.course_id) as gradebook:
            for folder in self.parent.assignments:
                name = Path(folder).name
                path = Path(folder) / f"{name}.ipynb"
                refused = compare(gradebook, name, notebook.read(path)).refused if path.exists() else ()
                if refused:
                    self.log.error("%s", "; ".join(refused))
                    raise NbGraderException("; ".join(refused))
