"""Who needs a person, and why: what a machine has noticed about a submission and cannot decide.

>>> from grading.verdict import CellVerdict, Verdict
>>> slow = Verdict("ntk", {"k_sym": CellVerdict(0, 1, "timeout", "It took longer than it may.")})
>>> print(*of_verdict(slow), sep="; ")
stopped: k_sym (timeout)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from grading.gradebook import Book, State, late, lateness
from grading.handin import HandIn
from grading.verdict import Verdict

KINDS = {
    "failed": "no score: a person has to look at what was handed in",
    "missing": "nothing was handed in",
    "file": "found in another file than expected",
    "damaged": "the notebook could not be read whole",
    "repaired": "cells were put right",
    "blank": "no exercise was attempted",
    "stopped": "code took too long or ended its process, or a check could not work with it",
    "alike": "the same answers as somebody else's",
    "unread": "text answers wait for a person",
    "again": "marked by hand, and what was marked has changed since",
    "late": "handed in after the deadline",
}
MANY = 5  # names listed in one sentence


@dataclass(frozen=True)
class Concern:
    """One reason to look at a submission: its kind, one of KINDS, and what was seen."""

    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


def _list(words: Collection[str]) -> str:
    """At most MANY of them.

    >>> _list(["a", "b"]), _list("abcdefg")
    ('a, b', 'a, b, c, d, e and 2 more')
    """
    words = list(words)
    more = f" and {len(words) - MANY} more" if len(words) > MANY else ""
    return ", ".join(words[:MANY]) + more


def of_verdict(verdict: Verdict) -> list[Concern]:
    """What the verdict itself says."""
    found = []
    damaged = [r for r in verdict.repairs if re.match(r"the (file|notebook|cells|pictures)\b|no cell\b", r)]
    ours = "the cell was changed; put back"  # so it is for everybody once a check was corrected
    mended = [r for r in verdict.repairs if r not in damaged and not r.endswith(ours)]
    if damaged:
        found.append(Concern("damaged", "; ".join(damaged)))
    if mended:
        first = mended[0] if len(mended) == 1 else f"{len(mended)} repairs, first {mended[0]}"
        found.append(Concern("repaired", first))
    judged = verdict.judged
    if judged and all(cell.status == "not_attempted" for cell in judged.values()):
        found.append(Concern("blank", f"all {len(judged)} checks found the blank left blank"))
    stopped = [
        f"{name} ({c.status})" for name, c in judged.items() if c.status in ("timeout", "died", "error")
    ]
    cells = [
        f"{cell['id']} ({output['ename']})"
        for cell in verdict.notebook.get("cells", ())
        for output in cell.get("outputs", ())
        if output.get("output_type") == "error" and output.get("ename") in ("timeout", "died")
    ]
    if stopped or cells:
        beside = f"; cells: {_list(cells)}" if cells else ""
        found.append(Concern("stopped", (_list(stopped) or "no check") + beside))
    return found


def of_submission(
    found: HandIn, verdict: Verdict, book: Book | None, state: State | None
) -> tuple[Concern, ...]:
    """All that can be said of one submission by itself, once it is recorded."""
    concerns = [Concern("file", note) for note in found.notes] + of_verdict(verdict)
    if book and state:
        unread = [name for name, row in state.rows.items() if row.waits and row.manual is None]
        again = [name for name, row in state.rows.items() if row.waits and row.manual is not None]
        concerns += [
            Concern(kind, _list(names)) for kind, names in (("unread", unread), ("again", again)) if names
        ]
        if seconds := late(state.time, book.due, state.extension):
            taken = f", {state.penalty:g} points taken off" if state.penalty else ", nothing taken off"
            concerns.append(Concern("late", lateness(seconds) + taken))
    return tuple(concerns)


def fingerprint(verdict: Verdict) -> str:
    """Names what a student wrote, whatever its spaces and comments; "" where nothing was."""
    cells = verdict.notebook.get("cells", ())
    blank = {name for name, cell in verdict.cells.items() if cell.status == "not_attempted"}
    written = [
        re.sub(r"#[^\n]*|\s+", "", c.get("source", "")) for c in cells if c["kind"] in ("answer", "manual")
    ]
    if not any(written) or verdict.judged.keys() == blank:
        return ""
    return hashlib.sha256("\x00".join(written).encode("utf-8", "replace")).hexdigest()


def twins(fingerprints: Mapping[str, str]) -> dict[str, Concern]:
    """student -> concern, for those whose answers are those of another.

    >>> found = twins({"ada": "x", "bob": "x", "cyd": "y", "dan": "", "eve": ""})
    >>> print(found["ada"], sorted(found))
    alike: the same answers as bob ['ada', 'bob']
    """
    groups: dict[str, list[str]] = {}
    for student, words in fingerprints.items():
        if words:
            groups.setdefault(words, []).append(student)
    return {
        student: Concern("alike", f"the same answers as {_list([s for s in group if s != student])}")
        for group in groups.values()
        if len(group) > 1
        for student in group
    }
