"""Who needs a person, as one page by reasons, with links to the formgrader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grading.attention import KINDS, Concern
from grading.pages import render
from grading.verdict import plain


def page(assignment: str, outcomes: Iterable[Any], address: str) -> str:
    """The page on the outcomes of a run (`grading.runner.Outcome`); `address` is where Jupyter's formgrader answers."""
    outcomes = sorted(outcomes, key=lambda o: o.student)
    kinds = []
    for name, meaning in KINDS.items():
        rows = [_row(o, c, address) for o in outcomes for c in o.concerns if c.kind == name]
        if rows:
            kinds.append({"name": name, "meaning": meaning, "count": len(rows), "rows": rows})
    return render(
        "attention.html",
        assignment=assignment.replace("_", " "),
        students=len(outcomes),
        rows=[o for o in outcomes if any(c.kind != "unread" for c in o.concerns)],
        kinds=kinds,
        address=address,
        marking=f"{address.rstrip('/')}/marking/{assignment}",
    )


def _row(outcome: Any, concern: Concern, address: str) -> dict[str, Any]:
    points = "" if outcome.score is None else f"{outcome.score:g} of {outcome.max_score:g}"
    link = f"{address.rstrip('/')}/formgrader/submissions/{outcome.page}/" if outcome.page else ""
    return {"student": plain(outcome.student), "points": points, "text": plain(concern.text), "link": link}
