"""What grading says: one :class:`Verdict` per submission, one :class:`CellVerdict` per graded cell.

Both are plain frozen records, so that they travel as JSON between processes, machines, the cache and the feedback page.

>>> failed = CellVerdict(score=0, max_score=1, status="failed", message="The columns are not orthogonal.")
>>> verdict = Verdict("lazy_training", cells={"phi_rank": failed})
>>> verdict.score, verdict.max_score
(0, 1)
>>> Verdict.from_json(verdict.to_json()) == verdict
True
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

import msgspec


def plain(text: Any, size: int | None = None) -> str:
    """What may be printed of a text that somebody else chose: every character that is not seen is written out.

    With a `size` it is one line of at most so many characters, white space made one space.

    >>> print(plain("a\\x1b[2Jb\\n\\u202ec\\ud800"))
    a\\x1b[2Jb\\n\\u202ec\\ud800
    >>> print(plain("singular\\n  matrix", 11))
    singular ma ...
    """
    text = str(text)
    if size is not None:
        line = " ".join(text[: 4 * size].split())
        text = line if len(line) <= size else f"{line[:size]} ..."
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


STATUSES = {
    "passed": "the check passed",
    "failed": "the check failed, or the student's code raised an error in it",
    "not_attempted": "the blank was left blank",
    "manual": "a person reads this answer; score is 0 until then",
    "timeout": "the student's code took longer than it may",
    "died": "the student's process ended: exit, crash, or out of memory",
    "error": "the check itself could not work with what the student's code returned",
}


@dataclass(frozen=True)
class CellVerdict:
    """The verdict on one graded cell. ``message`` is written for the student and holds no hidden code or value."""

    score: float
    max_score: float
    status: str
    message: str = ""
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"status: got {self.status!r}, expected one of {', '.join(STATUSES)}")


@dataclass(frozen=True)
class Verdict:
    """The verdict on one submission.

    ``cells`` maps grade_id to the verdict on that cell; ``repairs`` says what salvage put right; ``seconds`` is wall
    time; ``confinement`` names what held the student's code ("none" without a sandbox); ``notebook`` is the repaired
    notebook for the record, ``{"cells": [...]}`` as `grading.judging.job.for_the_record` makes it.
    """

    assignment: str
    cells: dict[str, CellVerdict] = field(default_factory=dict)
    repairs: tuple[str, ...] = ()
    seconds: float = 0.0
    confinement: str = "none"
    seed: int = 0
    notebook: dict[str, Any] = field(default_factory=dict)

    @property
    def judged(self) -> dict[str, CellVerdict]:
        """The cells that a machine can judge: all but the text answers."""
        return {name: cell for name, cell in self.cells.items() if cell.status != "manual"}

    @property
    def score(self) -> float:
        return sum(cell.score for cell in self.judged.values())

    @property
    def max_score(self) -> float:
        return sum(cell.max_score for cell in self.judged.values())

    def summary(self) -> dict[str, Any]:
        """What `grade --notebook --json` prints: the judged cells, and under `manual` points that wait for a person."""
        words = ("assignment", "score", "max_score", "repairs", "seconds", "sandboxed", "confinement", "seed")
        cells = {name: dataclasses.asdict(cell) for name, cell in self.judged.items()}
        manual = {name: cell.max_score for name, cell in self.cells.items() if name not in cells}
        return {word: getattr(self, word) for word in words} | {"cells": cells, "manual": manual}

    def table(self) -> str:
        """The same for people: one line per cell, its message below where points were lost."""
        points = f"{self.score:g} of {self.max_score:g} points"
        lines = [f"{self.assignment}: {points}, {self.seconds:.1f} s, confinement: {self.confinement}"]
        for name, cell in self.cells.items():
            lines.append(f"  {cell.score:g}/{cell.max_score:g}  {name}  ({cell.status})")
            if cell.status != "manual" and cell.score < cell.max_score:
                lines.append(f"       {cell.message}")
        return "\n".join(map(plain, [*lines, *(f"  repaired  {repair}" for repair in self.repairs)]))

    @property
    def sandboxed(self) -> bool:
        return self.confinement != "none"

    def to_json(self) -> str:
        """All fields as JSON; the inverse is `from_json`."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Verdict:
        """The verdict in `text`; msgspec.DecodeError for anything else."""
        return msgspec.json.decode(text, type=cls)
