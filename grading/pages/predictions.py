"""What the class expects: the guesses of all submissions, read without running them, as one page for the next lecture.

    prompts = prompts_of(source_notebook)                  # what is asked, and what the instructor's run has measured
    ballots = [ballot(prompts, file.read_bytes()) for file in files]
    html = page("lazy_training", prompts, ballots)         # one self-contained page, without scripts, without names

A guess counts if it is a literal of the form that the instructor's question asks for; everything else of a submission
is looked at by the same bounded reader as in grading and shown nowhere. A student who guessed twice, in two calls of
the same name, has voted before and after the discussion.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from nbformat import NotebookNode

from grading import notebook
from grading.judging.salvage import MAX_BYTES, read_cells
from grading.pages import render
from utils.questions import Question, Value, asked, calls, read_truth, show

MAX_SOURCE = 20_000  # letters of a cell with a guess
MAX_CALLS = 20  # guesses of one name in one notebook
MAX_CURVES = 200  # curves drawn for one prompt
BINS = 15
_HUGE = 1e30
GREEK = {unicodedata.name(chr(c)).rsplit(" ", 1)[-1].lower(): chr(c) for c in range(0x3B1, 0x3CA)} | {
    "lambda": "λ"
}
_LAW = re.compile(
    r"^(?P<name>[^\n:]{1,60}): claim s = (?P<claim>-?\d{1,6}(\.\d{1,12})?)"
    r", yours s = (?P<yours>-?\d{1,6}(\.\d{1,12})?)(?=\s|$)",
    re.M,
)


@dataclass(frozen=True)
class Prompt:
    """One question of the notebook, the text above it, its section, and what the instructor's run has measured."""

    question: Question
    text: str
    section: str
    truth: dict[str, Value]


@dataclass
class Ballot:
    """What one student said: prompt -> part -> (first vote, last vote), and the exponents of the laws measured."""

    votes: dict[str, dict[str, tuple[Value, Value]]] = field(default_factory=dict)
    exponents: dict[str, float] = field(default_factory=dict)


# ---------------------------------------------------------------------------------------------- reading
def prompts_of(source: NotebookNode) -> list[Prompt]:
    """The prompts of an executed instructor notebook, in its order; ValueError when it has none."""
    found: list[Prompt] = []
    section, text = "", ""
    for at, cell in enumerate(source.cells):
        if cell.cell_type == "markdown":
            headings = re.findall(r"^#{1,2}\s+(.+)", cell.source, re.M)  # ### is an exercise
            section, text = (headings or [section])[-1], _prompt_text(cell.source)
        elif cell.cell_type == "code":
            guesses = calls(cell.source)
            text = text if guesses else ""
            for name, keywords, _ in guesses:
                question, _ = asked(name, keywords)
                printed = "\n".join(_printed(later) for later in source.cells[at:])
                found.append(Prompt(question, text, section, read_truth(question, printed)))
    if not found:
        raise ValueError("predictions: got a notebook without guess(...), expected at least one")
    return found


def _prompt_text(markdown: str) -> str:
    """The paragraph that asks for a prediction."""
    paragraphs = [p for p in markdown.split("\n\n") if "Predict before you run" in p]
    text = paragraphs[-1] if paragraphs else ""
    text = re.sub(r"\s+", " ", re.sub(r"^\*Predict before you run:\*\s*", "", text)).strip()
    text = re.sub(r"^[a-z]", lambda m: m[0].upper(), text)
    return re.sub(r"\*\*?(\S.*?)\*\*?", r"\1", re.sub(r"\$(.+?)\$", lambda m: _plain(m[1]), text))


def _plain(formula: str) -> str:
    r"""A short formula as text: Greek letters are spelled out in Unicode, other commands lose their backslash.

    >>> _plain(r"\alpha = 1/\lambda_{\max}")
    'α = 1/λ_max'
    """

    def letter(match: re.Match) -> str:
        return GREEK.get(match[1], match[1])

    return re.sub(r"[{}]", "", re.sub(r"\\([a-zA-Z]+)", letter, formula)).strip()


def _printed(cell: NotebookNode) -> str:
    return "".join(o.text for o in cell.get("outputs", []) if o.output_type == "stream")


def laws_of(source: NotebookNode) -> dict[str, float]:
    """name -> exponent of the theory, of the laws whose exponents an executed notebook prints."""
    found = {}
    for cell in source.cells:
        for match in _LAW.finditer(_printed(cell)):
            found[match["name"]] = float(match["claim"])
    return found


def ballot(prompts: Sequence[Prompt], submission: bytes, laws: Iterable[str] = ()) -> Ballot:
    """The votes in the bytes of a submission, whatever they are."""
    cells = read_cells(submission).cells
    questions = {prompt.question.name: prompt.question for prompt in prompts}
    said: dict[str, list[dict[str, Value]]] = {name: [] for name in questions}
    exponents = {}
    for cell in cells:
        if cell.cell_type == "markdown":
            continue
        if "guess" in cell.source and len(cell.source) <= MAX_SOURCE:
            for name, keywords, _ in calls(cell.source):
                if name in questions and len(said[name]) < MAX_CALLS:
                    said[name].append(dict(_values(questions[name], keywords)))
        for match in _LAW.finditer(cell.printed):
            if match["name"] in laws:
                exponents[match["name"]] = float(match["yours"])
    votes = {}
    for name, calls_of_name in said.items():
        parts = {}
        for part in questions[name].parts:
            given = [values[part] for values in calls_of_name if part in values]
            if given:
                parts[part] = (given[0], given[-1])
        if parts:
            votes[name] = parts
    return Ballot(votes, exponents)


def _values(question: Question, keywords: dict[str, Any]) -> Iterator[tuple[str, Value]]:
    for part in question.parts:
        try:
            value = question.value(part, keywords.get(part, ...))
        except (TypeError, ValueError):
            continue
        if value is not None:
            yield part, value


def notebooks(folder: Path, name: str = "*") -> list[Path]:
    """The notebooks below a folder, without checkpoints and hidden folders, sorted."""
    if not folder.is_dir():
        raise ValueError(f"predictions: {folder} is no folder, expected one with notebooks")
    found = folder.rglob(f"{name}.ipynb")
    shown = (p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts))
    return sorted(p for p in shown if p.is_file())


class Class:
    """The ballots of a folder of notebooks; what has not changed is not read again."""

    def __init__(self, source: NotebookNode) -> None:
        self.prompts = prompts_of(source)
        self.laws = laws_of(source)
        self._read: dict[Path, tuple[tuple[int, int], Ballot]] = {}

    def read(self, paths: Iterable[Path]) -> tuple[list[Ballot], bool]:
        """The ballots of these files, and whether anything has changed since the last call."""
        before, self._read = self._read, {}
        for path in paths:
            try:
                state = path.lstat()
                if not stat.S_ISREG(state.st_mode):
                    continue  # a link, a folder, or a pipe that would be waited for
                mark = (state.st_mtime_ns, state.st_size)
                known = before.get(path)
                if known is None or known[0] != mark:
                    content = path.read_bytes() if state.st_size <= MAX_BYTES else b""
                    known = mark, ballot(self.prompts, content, self.laws)
                self._read[path] = known
            except OSError:
                continue  # gone, or not ours to read: the next look tries again
        marks = ({path: mark for path, (mark, _) in known.items()} for known in (before, self._read))
        return [votes for _, votes in self._read.values()], len({tuple(m.items()) for m in marks}) > 1


def watch(
    assignment: str,
    room: Class,
    folder: Path,
    out: Path,
    pause: Callable[[], Any],
    report: Callable[[int], Any],
) -> None:
    """Write the page, and again whenever a notebook below `folder` has changed, until `pause` is interrupted."""
    try:
        while True:
            ballots, changed = room.read(notebooks(folder))
            if changed or not out.exists():
                notebook.replace_file(out, page(assignment, room, ballots, live=True).encode())
                report(len(ballots))
            pause()
    except KeyboardInterrupt:
        return


# ---------------------------------------------------------------------------------------------- counting
@dataclass(frozen=True)
class Part:
    """The votes on one part of a prompt, ready to be drawn.

    The truth (None if nothing was measured) and the votes are of the question's kind, as `Question.value` gives them.
    """

    name: str
    question: Question
    truth: Any
    first: list[Any]
    last: list[Any]
    twice: int

    @classmethod
    def of(cls, name: str, prompt: Prompt, ballots: Iterable[Ballot]) -> Part:
        votes = [
            b.votes[prompt.question.name][name]
            for b in ballots
            if name in b.votes.get(prompt.question.name, {})
        ]
        first, last = [a for a, _ in votes], [b for _, b in votes]
        return cls(name, prompt.question, prompt.truth.get(name), first, last, sum(a != b for a, b in votes))

    def right(self, votes: list[Value]) -> float | None:
        """The share of right guesses, None if there are none or nothing was measured."""
        if not votes or self.truth is None:
            return None
        return sum(self.question.error(v, self.truth) <= 1 for v in votes) / len(votes)

    def surprise(self) -> tuple[float, float]:
        """How wrong the class was at first: share of wrong guesses, median error; (-1, 0) if nobody guessed."""
        share = self.right(self.first)
        if share is None:
            return -1.0, 0.0
        return 1 - share, median(self.question.error(v, self.truth) for v in self.first)


def page(assignment: str, room: Class, ballots: Sequence[Ballot], live: bool = False) -> str:
    """The page; `live`: it asks the browser to load it again every five seconds, and hides the answers at first."""
    shown = []
    for prompt in room.prompts:
        parts = [Part.of(name, prompt, ballots) for name in prompt.question.parts]
        shown.append((max(part.surprise() for part in parts), prompt, [_drawn(part) for part in parts]))
    shown.sort(key=lambda item: item[0], reverse=True)
    return render(
        "predictions.html",
        title=assignment.replace("_", " "),
        live=live,
        handed_in=len(ballots),
        with_guesses=sum(bool(b.votes) for b in ballots),
        prompts=[{"prompt": prompt, "parts": parts} for _, prompt, parts in shown],
        laws=[drawn for name, claim in room.laws.items() if (drawn := _law(name, claim, ballots))],
    )


def _drawn(part: Part) -> dict[str, Any]:
    """What the template shows of one part."""
    question = part.question
    before, after = part.right(part.first), part.right(part.last)
    drawn = {
        "name": part.name,
        "count": len(part.last),
        "unit": question.unit,
        "truth": None if part.truth is None else _words(part.truth),
        "right": None if after is None else round(100 * after),
        "before": None if before is None or not part.twice else round(100 * before),
        "twice": part.twice,
        "kind": question.kind,
    }
    if part.last:
        draw = {"number": _histogram, "curve": _curves}.get(question.kind, _bars)
        drawn |= draw(part)
    return drawn


def _words(value: Value) -> str:
    """A value as people say it: an order with <, of a curve its values.

    >>> _words(("A", "B")), _words(((1, 0.5), (10, 0.01)))
    ('A < B', '0.5, 0.01')
    """
    if isinstance(value, tuple) and any(isinstance(v, tuple) for v in value):
        return ", ".join(show(y) for _, y in value)
    if isinstance(value, tuple):
        return " < ".join(map(str, value))
    return value if isinstance(value, str) else show(value)


def _bars(part: Part) -> dict[str, Any]:
    """One bar for each option, or for each of the most frequent orders."""
    first, last = Counter(part.first), Counter(part.last)
    if part.question.kind == "order":
        rows = [value for value, _ in last.most_common(6)]
        rows += [part.truth] if part.truth is not None and part.truth not in rows else []
    else:
        rows = list(part.question.options)
    most = max([*first.values(), *last.values()])
    return {
        "bars": [
            {
                "label": _words(value),
                "count": last[value],
                "width": 100 * last[value] / most,
                "before": 100 * first[value] / most,
                "true": value == part.truth,
            }
            for value in rows
        ]
    }


class _Axis:
    """Numbers to places 0..100 on a linear or logarithmic axis; what is outside stands at the edge."""

    def __init__(self, values: Sequence[float], log: bool, keep: Sequence[float] = ()) -> None:
        self.log = log
        low, high = np.quantile(self.place(values), [0.05, 0.95])
        if len(keep):  # a few wild guesses must not squeeze the others
            near, far = min(self.place(keep)), max(self.place(keep))
            reach = 12 * (far - near) or abs(near) or 1.0
            low, high = max(min(low, near), near - reach), min(max(high, far), far + reach)
        room = (high - low) * 0.08 or abs(high) * 0.08 or 1.0
        self.low, self.high = low - room, high + room

    def place(self, values: Sequence[float]) -> np.ndarray:
        """Where values stand on the axis, before it is cut."""
        bounded = np.clip(np.array(values, dtype=float), -_HUGE, _HUGE)
        return np.log10(np.maximum(bounded, 1 / _HUGE)) if self.log else bounded

    def __call__(self, value: float) -> float:
        """Percent of the axis."""
        share = (self.place([value])[0] - self.low) / (self.high - self.low)
        return round(100 * float(min(max(share, 0.0), 1.0)), 2)

    def ticks(self) -> list[dict[str, Any]]:
        """Round numbers along the axis."""
        from matplotlib.ticker import MaxNLocator

        if self.log:
            powers = range(int(np.floor(self.low)), int(np.ceil(self.high)) + 1)
            subs = (1, 2, 5) if self.high - self.low < 2.5 else (1,)
            places = [n * 10.0**p for p in powers[:: 1 + len(powers) // 10] for n in subs]
        else:
            places = MaxNLocator(nbins=6).tick_values(self.low, self.high)
        inside = [place for place in places if self.low <= self.place([place])[0] <= self.high]
        return [{"at": self(place), "label": f"{place:.6g}"} for place in inside]


def _histogram(part: Part) -> dict[str, Any]:
    """Bars of counts over the guesses, the tolerance about the truth as a band."""
    question, truth = part.question, part.truth
    band = []
    if truth is not None:
        f, d = question.factor, question.within
        band = [truth / f, truth * f] if f else [truth - d, truth + d]
    axis = _Axis([*part.first, *part.last], bool(question.factor), band)
    edges = np.linspace(0, 100, BINS + 1)
    counts = [np.histogram([axis(v) for v in votes], edges)[0] for votes in (part.first, part.last)]
    most = max(1, *counts[0], *counts[1])
    return {
        "columns": [
            {"x": round(float(x), 2), "count": int(n), "height": 100 * n / most, "before": 100 * b / most}
            for x, b, n in zip(edges, *counts)
        ],
        "column_width": 100 / BINS,
        "band": [axis(b) for b in band],
        "at": None if truth is None else axis(truth),
        "ticks": axis.ticks(),
    }


def _curves(part: Part) -> dict[str, Any]:
    """All curves, thin, and the true one."""
    curves = part.last[:MAX_CURVES]
    known = [part.truth] if part.truth is not None else []
    xs, ys = ([p[i] for c in [*curves, *known] for p in c] for i in (0, 1))
    wide = min(xs) > 0 and max(xs) >= 30 * min(xs)
    across = _Axis(xs, wide, [p[0] for c in known for p in c])
    up = _Axis(ys, bool(part.question.factor), [p[1] for c in known for p in c])
    line = lambda curve: " ".join(f"{across(x)},{100 - up(y)}" for x, y in curve)  # noqa: E731
    return {
        "lines": [line(c) for c in curves],
        "true_line": line(part.truth) if known else "",
        "ticks": across.ticks(),
        "levels": up.ticks(),
        "over": part.question.over,
    }


def _law(name: str, claim: float, ballots: Iterable[Ballot]) -> dict[str, Any] | None:
    """Every student's exponent as a dot beside the exponent of the law; dots in the same place are piled up."""
    found = sorted(b.exponents[name] for b in ballots if name in b.exponents)
    if not found:
        return None
    axis, piles = _Axis(found, False, [claim]), Counter()
    dots = []
    for exponent in found:
        x = axis(exponent)
        piles[round(x / 1.6)] += 1
        dots.append({"x": x, "pile": piles[round(x / 1.6)]})
    top = max(piles.values())
    return {
        "name": name,
        "claim": f"{claim:g}",
        "at": axis(claim),
        "dots": [{"x": d["x"], "y": round(100 - 90 * d["pile"] / max(top, 8), 2)} for d in dots],
        "count": len(found),
        "median": f"{median(found):.2f}",
        "ticks": axis.ticks(),
    }
