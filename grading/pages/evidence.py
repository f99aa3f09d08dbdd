"""The evidence on an assignment as one page: three figures and three tables."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np

from grading.evidence import Table, evidence
from grading.pages import render
from grading.verdict import plain

_SHADES = {  # of the map of a class, from lost to earned
    "passed": 3,
    "failed": 1,
    "error": 1,
    "died": 0,
    "timeout": 0,
    "not_attempted": 2,
}
WEAK = 0.2  # correlation with the rest below which a check is named
_COLOURS = ("#8e3b8e", "#d9713c", "#dddddd", "#2a78b5")
_WORDS = ("stopped", "failed", "left blank", "passed")


def page(assignment: str, table: Table, second: dict[str, dict[str, float]] | None = None) -> str:
    """The page on `grading.evidence.evidence(table, second)`."""
    found = evidence(table, second)
    figures = [draw(found, table) for draw in (_distribution, _map, _plane) if found["students"]]
    return render(
        "evidence.html",
        assignment=assignment.replace("_", " "),
        found=_plain(found),
        figures=figures,
        apart=_apart,
    )


def _plain(value: Any) -> Any:
    """Every text without what is not seen."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return plain(value) if isinstance(value, str) else value


def _apart(row: dict[str, Any]) -> str:
    if row["discrimination"] is None:
        return "–"
    low, high = row["discrimination_interval"]
    return f"{row['discrimination']:.2f} ({low:.2f} to {high:.2f})"


# ---------------------------------------------------------------------------------------------- figures
def _figure(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _done(figure: Any, title: str, alt: str) -> dict[str, str]:
    out = io.BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    return {"title": title, "alt": alt, "svg": base64.b64encode(out.getvalue()).decode()}


def _distribution(found: dict[str, Any], table: Table) -> dict[str, str]:
    scores, most = np.array(list(found["scores"].values())), max(found["max_score"], 1)
    figure, axes = _figure(8, 2.6)
    edges = np.linspace(0, most, int(min(most, 25)) + 1)
    axes.hist(scores, edges, color="#2a78b5", edgecolor="white", linewidth=1)
    for value, style in zip(found["quartiles"], (":", "-", ":")):
        axes.axvline(value, color="#333333", linestyle=style, linewidth=1.2)
    axes.set(xlabel="points by checks (dashed: quarters, line: median)", ylabel="students", xlim=(0, most))
    low, middle, high = found["quartiles"]
    alt = (
        f"Histogram of points: median {middle:g} of {most:g}, half of the class between {low:g} and {high:g}"
    )
    return _done(figure, "How many have how many points", alt)


def _map(found: dict[str, Any], table: Table) -> dict[str, str]:
    """Students by checks, both sorted: what stands out of the staircase is worth a look."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    checks = sorted(found["checks"], key=lambda c: -c["difficulty"])
    students = sorted(found["scores"], key=lambda s: -found["scores"][s])
    shades = np.full((len(students), len(checks)), 2)
    for i, student in enumerate(students):
        for k, check in enumerate(checks):
            said = table.said[student].get(check["check"])
            shades[i, k] = _SHADES.get(said.status, 2) if said else 2
    figure, axes = _figure(
        max(6.0, min(13.0, 1.5 + 0.19 * len(checks))), max(2.6, min(9.0, 1.9 + 0.09 * len(students)))
    )
    axes.imshow(shades, cmap=ListedColormap(_COLOURS), vmin=0, vmax=3, aspect="auto", interpolation="nearest")
    axes.set_xticks(range(len(checks)), [c["check"] for c in checks], rotation=90, fontsize=7)
    axes.set(yticks=[], ylabel=f"{len(students)} students, best on top")
    handles = [Patch(color=c, label=w) for c, w in zip(_COLOURS, _WORDS)]
    figure.legend(handles=handles, loc="outside upper center", ncols=4, frameon=False, fontsize=8)
    easy, hard = (checks[0]["check"], checks[-1]["check"]) if checks else ("", "")
    alt = f"Map of {len(students)} students by {len(checks)} checks, from the easiest, {easy}, to the hardest, {hard}"
    return _done(figure, "Who passes what", alt)


def _plane(found: dict[str, Any], table: Table) -> dict[str, str]:
    """Difficulty against discrimination, with intervals; those that tell little apart are named."""
    rows = [c for c in found["checks"] if c["discrimination"] is not None]
    figure, axes = _figure(8, 3.6)
    for row in rows:
        x, y = row["difficulty"], row["discrimination"]
        axes.plot(row["difficulty_interval"], [y, y], color="#2a78b5", alpha=0.18, linewidth=1)
        axes.plot([x, x], row["discrimination_interval"], color="#2a78b5", alpha=0.18, linewidth=1)
        axes.plot([x], [y], "o", color="#d9713c" if y < WEAK else "#2a78b5", markersize=5)
    for number, row in enumerate(sorted(rows, key=lambda r: (r["difficulty"], r["check"]))):
        if row["discrimination"] < WEAK:
            place, above = (row["difficulty"], row["discrimination"]), 6 + 9 * (number % 4)
            axes.annotate(
                row["check"],
                place,
                (0, -above),
                textcoords="offset points",
                fontsize=7,
                ha="center",
                va="top",
            )
    axes.axhline(0, color="#333333", linewidth=0.8)
    axes.set(
        xlabel="share of the points that the class earned",
        ylabel="correlation with the rest",
        xlim=(-0.03, 1.03),
        ylim=(-1.03, 1.03),
    )
    low = min(rows, key=lambda r: r["discrimination"])["check"] if rows else "none"
    alt = f"{len(rows)} checks by difficulty and discrimination; {low} tells strong and weak students apart least"
    return _done(figure, "Which checks tell strong and weak apart", alt)
