"""Traces of a solution, a hidden test or an expected value in anything that a student receives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from grading import notebook
from grading.notebook import grade_id, is_manual, is_solution, is_test

# A line this long is unlikely to stand in two places by chance; shorter ones (`return x @ w`) do.
DISTINCTIVE = 30
# So many words (names and numbers, no punctuation) in the same order are a copy, whatever its line breaks.
COPIED = 13
# A number with so many digits that count (0.1813, not 4000) is a result, not a size.
PRECISE = 4


@dataclass(frozen=True)
class Finding:
    """One broken rule: the cell (or file) and what is wrong with it."""

    where: str
    problem: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"


def leaks(source: NotebookNode, texts: dict[str, str]) -> Iterator[Finding]:
    """Three distinctive lines of a solution, or one of a hidden test, in any of `texts` (name -> content)."""
    lines = {name: {_squeeze(line) for line in text.splitlines()} for name, text in texts.items()}
    public = {_squeeze(line) for cell in notebook.release(source).cells for line in cell.source.splitlines()}
    for cell in source.cells:
        solution = _distinctive(notebook.solution_lines(cell.source)) if is_solution(cell) else set()
        if is_manual(cell):
            solution = _distinctive(cell.source.splitlines())
        hidden = _distinctive(notebook.hidden_lines(cell.source))
        for name, found in lines.items():
            if len(solution & found) >= min(3, len(solution) or 3):
                yield Finding(grade_id(cell), f"its solution stands in {name}")
            if (hidden - public) & found:
                yield Finding(grade_id(cell), f"its hidden test stands in {name}")


def _squeeze(line: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"(^|\s)#.*", "", line))


def _distinctive(lines: list[str]) -> set[str]:
    return {s for s in map(_squeeze, lines) if len(s) >= DISTINCTIVE}


def traces(source: NotebookNode, texts: dict[str, str]) -> Iterator[Finding]:
    """A run of words of a solution or hidden test, or a precise number that only they contain, in any of `texts`.

    What stands in a visible cell of this notebook is there for the student to read: hidden tests may share its
    set-up lines and its numbers.
    """
    public = [cell.source for cell in notebook.release(source).cells]
    shown, told = set().union(*map(_runs, public)), set().union(*map(_numbers, public))
    given = {name: (_runs(text), _numbers(text)) for name, text in texts.items()}
    for cell in source.cells:
        answer = "\n".join(notebook.solution_lines(cell.source)) if is_solution(cell) else ""
        answer = cell.source if is_manual(cell) else answer
        hidden = "\n".join(notebook.hidden_lines(cell.source)) if is_test(cell) else ""
        secret, numbers = _runs(answer) | (_runs(hidden) - shown), _numbers(f"{answer}\n{hidden}") - told
        for name, (runs, found) in given.items():
            for run in sorted(secret & runs)[:1]:
                yield Finding(grade_id(cell), f"its words `{' '.join(run)}` stand in {name}")
            for number in sorted(numbers & found)[:1]:
                yield Finding(grade_id(cell), f"its number {number:g} stands in {name}")


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W\d]\w*|\d[\d.]*(?:[eE][-+]?\d+)?", text)
    return {tuple(words[i : i + COPIED]) for i in range(len(words) - COPIED + 1)}


def _numbers(text: str) -> set[float]:
    """The precise numbers of a text, without their signs.

    >>> sorted(_numbers("x = -0.1813, 1.813e-1, 4000, 0.25, .03125; v2.2345"))
    [0.03125, 0.1813]
    """
    found = re.findall(r"(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w])", text)
    return {float(x) for x in found if len(re.split("[eE]", x)[0].replace(".", "").strip("0")) >= PRECISE}
