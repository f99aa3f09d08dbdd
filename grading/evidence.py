"""What the grades say about the checks: difficulty, discrimination, time, messages, and which checks say nothing.

    table = Table.of(source, [("ada", cells_of_the_graded_notebook), ...])
    found = evidence(table)             # plain numbers, as `--json` prints them

Difficulty is the share of the points that the class earned; its interval is Wilson's, 95 per cent (for points of
several checks it is rather too wide: no share varies more than one of yes and no). Discrimination is the correlation of
a check's score with the score of all the others (item-rest correlation); its interval is Fisher's.
"""

from __future__ import annotations

import ast
import csv
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from nbformat import NotebookNode

from grading import notebook
from grading.roster import separator
from grading.verdict import plain

Z = 1.959963984540054  # of the normal distribution, for 95 per cent
LEAST = 4  # students for an interval of a correlation
MESSAGES = 3  # shown of each check


# ---------------------------------------------------------------------------------------------- statistics
def wilson(successes: float, number: int) -> tuple[float, float]:
    """Wilson's 95 per cent interval of a share (Wilson, 1927); (0, 1) of nothing.

    >>> [round(x, 3) for x in wilson(8, 10)]
    [0.49, 0.943]
    """
    if not number:
        return 0.0, 1.0
    p = successes / number
    middle = p + Z**2 / (2 * number)
    half = Z * math.sqrt(p * (1 - p) / number + Z**2 / (4 * number**2))
    scale = 1 + Z**2 / number
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def correlation(x: np.ndarray, y: np.ndarray) -> tuple[float, float, float] | None:
    """Pearson's correlation and its 95 per cent interval by Fisher's z; None where one of the two does not vary.

    >>> [round(r, 2) for r in correlation(np.arange(6.0), np.array([0, 1, 2, 3, 5, 4.0]))]
    [0.94, 0.56, 0.99]
    """
    if len(x) < LEAST or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    r = float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))
    z = math.atanh(min(max(r, -0.999999), 0.999999))
    half = Z / math.sqrt(len(x) - 3) if len(x) > 3 else math.inf
    return r, math.tanh(z - half), math.tanh(z + half)


def agreement(pairs: Sequence[tuple[float, float]], most: float) -> dict[str, float | int | None]:
    """Two people's marks of the same answers: number, share of equal marks, mean difference, and Cohen's kappa with
    quadratic weights (1: equal, 0: as by chance; None where one of the two always gives the same).

    >>> agreement([(0, 0), (1, 1), (2, 2), (2, 1)], 2)["kappa"]
    0.8
    """
    a, b = (np.array([pair[k] for pair in pairs], dtype=float) for k in (0, 1))
    observed = float(np.mean((a - b) ** 2))
    chance = float(np.mean((a[:, None] - b[None, :]) ** 2))
    kappa = None if chance == 0 else round(1 - observed / chance, 3)
    return {
        "marked_twice": len(pairs),
        "equal": round(float(np.mean(a == b)), 3),
        "mean_difference": round(float(np.mean(a - b)), 3),
        "largest_difference": float(np.max(np.abs(a - b))),
        "kappa": kappa,
        "points": most,
    }


# ---------------------------------------------------------------------------------------------- reading
@dataclass(frozen=True)
class Check:
    """One graded cell of the source. `hidden`: what only its hidden part can say; `visible`: it has a visible part."""

    name: str
    exercise: str
    points: float
    manual: bool
    hidden: frozenset[str]
    visible: bool


@dataclass(frozen=True)
class Said:
    """What one grading said of one check for one student; `score` None while a person has to mark."""

    score: float | None
    status: str
    message: str
    seconds: float


@dataclass(frozen=True)
class Table:
    """A class: checks in the order of the notebook, and what was said of each student."""

    checks: tuple[Check, ...]
    said: Mapping[str, Mapping[str, Said]]

    @classmethod
    def of(
        cls,
        source: NotebookNode,
        class_: Iterable[tuple[str, Iterable[Mapping[str, Any]]]],
        marks: Mapping[str, Mapping[str, float]] | None = None,
    ) -> Table:
        """From graded notebooks, as (student, cells), and marks by hand: student -> cell -> points."""
        exercises = notebook.exercises(source)
        checks = []
        for cell in source.cells:
            if notebook.grade_id(cell) in exercises:
                hidden = "\n".join(notebook.hidden_lines(cell.source)) if notebook.is_test(cell) else ""
                shown = cell.source.replace(hidden, "") if hidden else cell.source
                texts = _messages(hidden) - _messages(shown)
                about = (
                    notebook.grade_id(cell),
                    exercises[notebook.grade_id(cell)],
                    cell.metadata.nbgrader.points,
                )
                visible = any(line.startswith("assert ") for line in shown.splitlines())
                checks.append(Check(*about, notebook.is_manual(cell), frozenset(texts), visible))
        said, names = {}, {check.name: check for check in checks}
        for student, cells in class_:
            by_hand = (marks or {}).get(student, {})
            mine = {}
            for cell in cells:
                check, about = names.get(cell["id"]), cell.get("metadata", {}).get("grading", {})
                if check is not None and "status" in about:
                    score = by_hand.get(check.name, None if check.manual else about["score"])
                    mine[check.name] = Said(
                        score, about["status"], about.get("message", ""), about.get("seconds", 0.0)
                    )
            said[student] = mine
        return cls(tuple(checks), said)

    def refuse_strange(self, second: Mapping[str, Mapping[str, float]]) -> None:
        """ValueError for another person's marks of a question that there is not, with points that cannot be had, or of
        students of whom nobody is here."""
        most = {check.name: check.points for check in self.checks if check.manual}
        for student, marks in second.items():
            for question, points in marks.items():
                if question not in most:
                    known = ", ".join(most) or "none"
                    raise ValueError(f"second: got the question {question!r}, expected one of {known}")
                if not 0 <= points <= most[question]:
                    wanted = f"expected 0 to {most[question]:g}"
                    raise ValueError(
                        f"second: got {points:g} points for {question} of {plain(student)}, {wanted}"
                    )
        if second and not second.keys() & self.said.keys():
            raise ValueError(
                f"second: got marks of {plain(min(second))} and others, expected students of this class"
            )

    def scores(self, names: Sequence[str]) -> np.ndarray:
        """Students by checks; 0 where nothing was said yet."""
        rows = [
            [(mine[name].score or 0.0) if name in mine else 0.0 for name in names]
            for mine in self.said.values()
        ]
        return np.array(rows, dtype=float).reshape(len(self.said), len(names))


def _messages(code: str) -> set[str]:
    """The texts of at least 15 letters in the messages of a check's asserts."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return set()
    asserts = [node.msg for node in ast.walk(tree) if isinstance(node, ast.Assert) and node.msg is not None]
    texts = [n.value for msg in asserts for n in ast.walk(msg) if isinstance(n, ast.Constant)]
    return {text.strip() for text in texts if isinstance(text, str) and len(text.strip()) >= 15}


# ---------------------------------------------------------------------------------------------- evidence
def evidence(table: Table, second: Mapping[str, Mapping[str, float]] | None = None) -> dict[str, Any]:
    """All numbers of the page, as plain values. `second`: another person's marks, student -> text answer -> points."""
    judged = [check for check in table.checks if not check.manual]
    names = [check.name for check in judged]
    scores = table.scores(names)
    total = scores.sum(axis=1)
    checks = [_check(check, table, scores[:, k], total - scores[:, k]) for k, check in enumerate(judged)]
    return {
        "students": len(table.said),
        "max_score": sum(check.points for check in judged),
        "scores": {student: float(value) for student, value in zip(table.said, total)},
        "quartiles": [float(q) for q in np.quantile(total, [0.25, 0.5, 0.75])] if len(total) else [],
        "checks": checks,
        "exercises": _exercises(table, judged, scores, total),
        "essays": [_essay(check, table, second or {}) for check in table.checks if check.manual],
        "look_at": [{"check": c["check"], "because": why} for c in checks for why in c["look_at"]],
    }


def _rounded(values: tuple[float, ...] | None) -> list[float] | None:
    return None if values is None else [round(v, 3) for v in values]


def _check(check: Check, table: Table, scores: np.ndarray, rest: np.ndarray) -> dict[str, Any]:
    said = [mine[check.name] for mine in table.said.values() if check.name in mine]
    number = len(scores)
    share = float(scores.mean() / check.points) if number and check.points else 0.0
    discrimination = correlation(scores, rest)
    seconds = np.array([s.seconds for s in said]) if said else np.zeros(1)
    messages = Counter(s.message for s in said if s.message and s.status != "passed")
    look = []
    if number and scores.max() == 0:
        look.append("nobody passes it")
    elif number and scores.min() >= check.points:
        look.append("everybody passes it: it tells nothing about this class")
    if discrimination and discrimination[2] < 0:
        look.append(f"who passes it has fewer points elsewhere (correlation {discrimination[0]:.2f})")
    unable = sum(s.status == "error" for s in said)
    if unable:
        look.append(f"it could not work with what {unable} of {number} wrote")
    slow = sum(s.status == "timeout" for s in said)
    if slow > 1:
        look.append(f"it was stopped for {slow} of {number}")
    return {
        "check": check.name,
        "exercise": check.exercise,
        "points": check.points,
        "difficulty": round(share, 3),
        "difficulty_interval": _rounded(wilson(share * number, number)),
        "discrimination": None if discrimination is None else round(discrimination[0], 3),
        "discrimination_interval": None if discrimination is None else _rounded(discrimination[1:]),
        "seconds": {"median": round(float(np.median(seconds)), 3), "most": round(float(seconds.max()), 3)},
        "statuses": dict(Counter(s.status for s in said).most_common()),
        "messages": [{"message": text, "students": n} for text, n in messages.most_common(MESSAGES)],
        "look_at": look,
    }


def _exercises(
    table: Table, judged: Sequence[Check], scores: np.ndarray, total: np.ndarray
) -> list[dict[str, Any]]:
    found = []
    for exercise in dict.fromkeys(check.exercise for check in judged):
        places = [k for k, check in enumerate(judged) if check.exercise == exercise]
        mine, points = scores[:, places].sum(axis=1), sum(judged[k].points for k in places)
        number = len(mine)
        share = float(mine.mean() / points) if number and points else 0.0
        discrimination = correlation(mine, total - mine)
        green, surprised = _surprised(table, [judged[k] for k in places])
        found.append(
            {
                "exercise": exercise,
                "points": points,
                "difficulty": round(share, 3),
                "difficulty_interval": _rounded(wilson(share * number, number)),
                "discrimination": None if discrimination is None else round(discrimination[0], 3),
                "discrimination_interval": None if discrimination is None else _rounded(discrimination[1:]),
                "saw_only_green": green,
                "lost_to_hidden": surprised,
                "lost_to_hidden_interval": _rounded(wilson(surprised, green)),
            }
        )
    return found


def _surprised(table: Table, checks: Sequence[Check]) -> tuple[int, int]:
    """(students who saw all that they could see pass, those of them who lost points to a hidden part).

    What a partly hidden check failed on is known by its message: hidden parts have sentences of their own.
    """
    green = surprised = 0
    for mine in table.said.values():
        failed = [(c, mine[c.name]) for c in checks if c.name in mine and mine[c.name].status != "passed"]
        hidden = [not c.visible or any(text in s.message for text in c.hidden) for c, s in failed]
        if any(s.status == "not_attempted" for _, s in failed) or not all(hidden):
            continue
        green += 1
        surprised += bool(failed)
    return green, surprised


def _essay(check: Check, table: Table, second: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    given = {student: mine[check.name].score for student, mine in table.said.items() if check.name in mine}
    marked = {student: score for student, score in given.items() if score is not None}
    twice = [(score, second[s][check.name]) for s, score in marked.items() if check.name in second.get(s, {})]
    return {
        "question": check.name,
        "points": check.points,
        "answers": len(given),
        "marked": len(marked),
        "mean": round(float(np.mean(list(marked.values()))), 3) if marked else None,
        "agreement": agreement(twice, check.points) if twice else None,
    }


def second_marks(path: Path) -> dict[str, dict[str, float]]:
    """Another person's marks from a CSV file of `student,question,points`; ValueError names the line that is wrong."""
    found: dict[str, dict[str, float]] = {}
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            comma = separator(file.readline())
            file.seek(0)
            for number, row in enumerate(csv.reader(file, delimiter=comma, strict=True), 1):
                if (number == 1 and row[2:3] == ["points"]) or not row:
                    continue
                if len(row) != 3 or not math.isfinite(points := _number(row[2])):
                    raise ValueError(
                        f"second: {path}, line {number}: got {row}, expected student, question, points"
                    )
                found.setdefault(row[0].strip(), {})[row[1].strip()] = points
    except UnicodeDecodeError:
        raise ValueError(f"second: {path} is no UTF-8 text; save it as CSV UTF-8") from None
    except (OSError, csv.Error) as error:
        raise ValueError(f"second: {path}: {getattr(error, 'strerror', error)}") from None
    return found


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan
