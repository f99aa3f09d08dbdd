"""What a grading run says: one :class:`Report` per submission, one :class:`CellResult` per graded cell.

Both are plain frozen records, so that they travel as JSON between processes, machines, the cache and the feedback page.

>>> result = CellResult(score=0, max_score=1, status="failed", message="The columns are not orthogonal.")
>>> report = Report("lazy_training", cells={"phi_rank": result})
>>> report.score, report.max_score
(0, 1)
>>> Report.from_json(report.to_json()) == report
True
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any

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
class CellResult:
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
class Report:
    """The verdict on one submission.

    ``cells`` maps grade_id to its result; ``repairs`` says what salvage put right; ``outputs`` maps the id of each
    student cell to its notebook outputs; ``wall`` names what held the student's code ("none" without a sandbox).
    """

    assignment: str
    cells: dict[str, CellResult] = field(default_factory=dict)
    repairs: tuple[str, ...] = ()
    seconds: float = 0.0
    wall: str = "none"
    seed: int = 0
    notebook: dict[str, Any] = field(default_factory=dict)

    @property
    def judged(self) -> dict[str, CellResult]:
        """The cells that a machine can judge: all but the text answers."""
        return {name: cell for name, cell in self.cells.items() if cell.status != "manual"}

    @property
    def score(self) -> float:
        return sum(cell.score for cell in self.judged.values())

    @property
    def max_score(self) -> float:
        return sum(cell.max_score for cell in self.judged.values())

    def summary(self) -> dict[str, Any]:
        """The machine interface: verdicts of the judged cells, points of the `manual` ones that wait for a person."""
        words = ("assignment", "score", "max_score", "repairs", "seconds", "sandboxed", "wall", "seed")
        cells = {name: dataclasses.asdict(cell) for name, cell in self.judged.items()}
        manual = {name: cell.max_score for name, cell in self.cells.items() if name not in cells}
        return {word: getattr(self, word) for word in words} | {"cells": cells, "manual": manual}

    def table(self) -> str:
        """The same for people: one line per cell, its message below where points were lost."""
        points = f"{self.score:g} of {self.max_score:g} points"
        lines = [f"{self.assignment}: {points}, {self.seconds:.1f} s, wall: {self.wall}"]
        for name, cell in self.cells.items():
            lines.append(f"  {cell.score:g}/{cell.max_score:g}  {name}  ({cell.status})")
            if cell.status != "manual" and cell.score < cell.max_score:
                lines.append(f"       {cell.message}")
        return "\n".join([*lines, *(f"  repaired  {repair}" for repair in self.repairs)])

    @property
    def sandboxed(self) -> bool:
        return self.wall != "none"

    def to_json(self, notebook: bool = True, indent: int | None = None) -> str:
        """The machine interface of DESIGN.md; ``notebook=False`` leaves the student's cells and outputs out."""
        tree = dataclasses.asdict(self)
        tree |= {"score": self.score, "max_score": self.max_score, "sandboxed": self.sandboxed}
        if not notebook:
            del tree["notebook"]
        return json.dumps(tree, indent=indent, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Report:
        tree = json.loads(text)
        for derived in ("score", "max_score", "sandboxed"):
            tree.pop(derived, None)
        tree["cells"] = {name: CellResult(**cell) for name, cell in tree["cells"].items()}
        tree["repairs"] = tuple(tree["repairs"])
        return cls(**tree)
