"""The text answers of a class to mark: the questions of an assignment, and one question with its answers."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from grading.formulas import mathematics
from grading.marking import Question, Shown
from grading.pages import render
from grading.pages.prose import harmless


def overview(assignment: str, questions: list[Question], base: str) -> str:
    """All questions of an assignment; `base` is the address of this page."""
    return render("questions.html", assignment=assignment.replace("_", " "), questions=questions, base=base)


def page(
    assignment: str,
    questions: list[Question],
    question: Question,
    answers: list[Shown],
    part: int,
    parts: int,
    base: str,
    nonce: str,
    token: str,
) -> str:
    """One question with a part of its answers. `base` is the address of the overview; the page's one script has the
    `nonce`, and sends the `token` with each mark."""
    at = [q.name for q in questions].index(question.name)
    return render(
        "marking.html",
        assignment=assignment.replace("_", " "),
        question=question,
        asked=_written(question.asked),
        scheme=_written(question.scheme),
        answers=[(answer, Markup(mathematics(answer.html))) for answer in answers],
        steps=_steps(question.points),
        part=part,
        parts=parts,
        following=questions[at + 1].name if at + 1 < len(questions) else "",
        base=base,
        nonce=nonce,
        token=token,
    )


def _written(text: str) -> Markup:
    """Markdown of the instructor's, as a student's is shown."""
    return Markup(mathematics(harmless(text)))


def _steps(points: float) -> list[Any]:
    """The marks that have a button: halves up to 5 points, then whole ones, none beyond 10.

    >>> _steps(1), _steps(6), _steps(20)
    ([0, 0.5, 1], [0, 1, 2, 3, 4, 5, 6], [0, 20])
    """
    step = 0.5 if points <= 5 else 1 if points <= 10 else points or 1
    found = [step * n for n in range(int(points / step) + 1)]
    return [int(x) if x == int(x) else x for x in (found if found[-1] == points else [*found, points])]
