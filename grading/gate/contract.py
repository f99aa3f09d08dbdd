"""The contract of an exercise: what its text and docstring promise, and the assertion that holds each promise.

A comment in a test cell quotes the exercise, and speaks for the assertions below it, up to the next such comment:

    # holds: first the D/2 sines, then the D/2 cosines
    seen = mismatch("phi(x, 4)", phi(x, 4), expected)
    assert not seen, seen

Every word of the docstring is quoted somewhere, so is every sentence of the text with a word of promise (must, never,
any, ...), no assertion stands without a quotation, and no quotation without its words. These comments are not released.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from grading.gate.leaks import Finding
from grading.notebook import HOLDS, grade_id, is_solution, is_test, solution_lines, without_markers

_PROMISE = re.compile(r"\b(must|never|any|every|each|all|both|also|only|cannot|may not)\b", re.I)
_TITLE = re.compile(r"\*\*Exercise [^*]*\*\*|^#+ Exercise .*$", re.M)
_ASSERT = re.compile(r"\s*assert\b")


@dataclass(frozen=True)
class Exercise:
    """A solution cell with its promises: the docstrings around its blanks, the text above, the checks below."""

    name: str
    docstring: str
    text: str
    checks: tuple[NotebookNode, ...]


def exercises(source: NotebookNode) -> list[Exercise]:
    """The exercises of an instructor notebook, in order."""
    found: list[Exercise] = []
    text = ""
    for cell in source.cells:
        if cell.cell_type == "markdown":
            text = cell.source
        elif is_solution(cell):
            found.append(Exercise(grade_id(cell), _docstrings(cell.source), _task(text), ()))
        elif is_test(cell) and found:
            last = found.pop()
            found.append(Exercise(last.name, last.docstring, last.text, (*last.checks, cell)))
    return found


def table(source: NotebookNode) -> str:
    """Which check holds which words, exercise by exercise; (hidden) where it does at grading only; and two counts."""
    lines, asserts, promises = [], 0, set()
    for exercise in exercises(source):
        holders: dict[str, list[str]] = {}
        for check in exercise.checks:
            held = assertions(check.source)
            asserts += len(held)
            for _, hidden, quoted in sorted(held, key=lambda found: found[1]):
                for words in quoted:
                    known = holders.setdefault(words, [])
                    if not any(grade_id(check) in name for name in known):
                        known.append(grade_id(check) + " (hidden)" * hidden)
        lines += [exercise.name, *(f"  {words}  <-  {', '.join(names)}" for words, names in holders.items())]
        promises |= {(exercise.name, words) for words in holders}
    return "\n".join([*lines, f"{len(promises)} promises, {asserts} assertions"])


def assertions(check: str) -> list[tuple[str, bool, tuple[str, ...]]]:
    """The assertions of a test cell: first line, whether it is hidden, and the words that it holds.

    >>> assertions("# holds: two columns\\nassert a, 'no'\\nassert b, 'no'")
    [("assert a, 'no'", False, ('two columns',)), ("assert b, 'no'", False, ('two columns',))]
    """
    found: list[tuple[str, bool, tuple[str, ...]]] = []
    quoted: tuple[str, ...] = ()
    above, hidden = "", False
    for line in map(str.strip, check.splitlines()):
        if "BEGIN HIDDEN TESTS" in line or "END HIDDEN TESTS" in line:
            hidden = "BEGIN" in line
        if line.startswith(HOLDS):
            words = _flat(line.removeprefix(HOLDS))
            quoted = (*quoted, words) if above.startswith(HOLDS) else (words,)
        elif _ASSERT.match(line):
            found.append((line, hidden, quoted))
        above = line
    return found


def contract(source: NotebookNode) -> Iterator[Finding]:
    """Promises without an assertion, and assertions without a promise."""
    for exercise in exercises(source):
        yield from _faults(exercise)


def _faults(exercise: Exercise) -> Iterator[Finding]:
    quotations: list[str] = []
    for check in exercise.checks:
        held = assertions(check.source)
        for line, _, words in held:
            quotations += words
            if not words:
                yield Finding(grade_id(check), f"`{line[:40]}`: no `{HOLDS}` says which promise this holds")
        spoken = {words for _, _, quoted in held for words in quoted}
        for words in map(_flat, re.findall(rf"^\s*{HOLDS}(.*)$", check.source, re.M)):
            if words not in spoken:
                yield Finding(grade_id(check), f"no assertion follows `{HOLDS} {words}`")
            if words not in exercise.docstring and words not in exercise.text:
                yield Finding(grade_id(check), f"neither text nor docstring says `{words}`")
            elif len(re.findall(r"\w+", words)) < 2:
                yield Finding(grade_id(check), f"`{words}` is no promise: quote two words at least")
    for words in unquoted(exercise.docstring, quotations):
        yield Finding(exercise.name, f"its docstring says `{words}`, and no check holds it")
    for sentence in sentences(exercise.text):
        if _PROMISE.search(sentence) and not any(words in sentence for words in quotations):
            yield Finding(exercise.name, f"its text says `{sentence}`, and no check holds it")


def unquoted(text: str, quotations: list[str]) -> list[str]:
    """The runs of words of `text` that stand in none of the quotations.

    >>> unquoted("Twice x, at least. Refuses text.", ["Twice x", "Refuses text."])
    ['at least']
    """
    marked: set[int] = set()
    for words in quotations:
        start = text.find(words)
        while start >= 0:
            marked.update(range(start, start + len(words)))
            start = text.find(words, start + 1)
    runs: list[list[int]] = []
    joined = False
    for word in re.finditer(r"\w+", text):
        is_open = not set(range(*word.span())) <= marked
        if is_open and joined:
            runs[-1][1] = word.end()
        elif is_open:
            runs.append(list(word.span()))
        joined = is_open
    return [text[start:end] for start, end in runs]


def sentences(text: str) -> list[str]:
    """The sentences of a text of one line.

    >>> sentences("Solve (7), e.g. by hand. It must hold for any rank.")
    ['Solve (7), e.g. by hand.', 'It must hold for any rank.']
    """
    return re.split(r"(?<=[.?!:])\s+(?=[A-Z*`$])", text)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _task(text: str) -> str:
    """What follows the title `**Exercise 1: ...**` or `### Exercise 1`, without traps and formulas that stand alone."""
    task = _TITLE.split(text, maxsplit=1)[-1] if _TITLE.search(text) else ""
    task = re.sub(r"\$\$.*?\$\$", " ", re.sub(r"^>.*$", " ", task, flags=re.M), flags=re.S)
    return _flat(task)


def _docstrings(cell: str) -> str:
    """The docstrings of what has a blank in it, one after the other."""
    blanks = {line.strip() for line in solution_lines(cell)}
    text = without_markers(cell)
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            own = {line.strip() for line in text.splitlines()[node.lineno - 1 : node.end_lineno]}
            found += [ast.get_docstring(node) or ""] if own & blanks else []
    return _flat(" ".join(found))
