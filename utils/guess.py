"""Predict, commit, see: `guess` notes what a student expects, `reveal` sets it beside what was measured.

`guessed(name)` is what a figure draws as "you", and `guesses()` counts at the end. A guess stands in the cell's own
source: that is what restart, saving and every front end keep. `...` is a guess not made yet, never an error: a notebook
runs through without any. How guesses are asked and scored: see `utils.questions`.

>>> book = Book()
>>> book.guess("slopes", ntk=-1, mean_field=0, within=0.1)
● slopes: noted, ntk = -1, mean_field = 0. Run on and see.
>>> book.reveal("slopes", ntk=-0.5, mean_field=0)
slopes: measured ntk = -0.5, mean_field = 0.
  You said ntk = -1 (0.5 too low), mean_field = 0 (right): 1 of 2.
>>> book.guessed("slopes")
{'ntk': -1, 'mean_field': 0}
>>> book.guesses()
1 of 2 guesses right, 1 was a surprise.
slopes, ntk: you -1, measured -0.5 (0.5 too low)
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from utils import frontend
from utils.questions import Question, Value, join, listed, show, whole, written
from utils.validation import one_of


@dataclass
class Entry:
    """One question: the guess that counts, what was measured, the id of its cell, and what a hand has set."""

    question: Question
    values: dict[str, Value] = field(default_factory=dict)
    truth: dict[str, Value] = field(default_factory=dict)
    cell: str = ""
    by_hand: dict[str, Value] = field(default_factory=dict)

    def errors(self) -> dict[str, float]:
        """part -> error in tolerances, of the parts that were guessed and measured."""
        return {p: self.question.error(v, self.truth[p]) for p, v in self.values.items() if p in self.truth}


class Book:
    """The guesses of one kernel. `guess`, `reveal` and `guesses` of this module are those of one book."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def guess(
        self,
        name: str,
        *,
        unit: str = "",
        within: float | None = None,
        factor: float | None = None,
        options: Sequence | None = None,
        order: Sequence | None = None,
        over: str = "",
        **parts: Any,
    ) -> None:
        """Note a guess for each part; print what was noted, or what is asked while it is `...`.

        name: short, unique in the notebook. unit: of the numbers. One rule says when a guess is right: within (a
        distance), factor (a ratio > 1), options (a choice) or order; `over` names the x axis of a curve of points
        (x, y). See the module for all of them. A guess that cannot be read is said in one line, and is none.

        >>> Book().guess("peak", D=..., factor=1.5)
        ○ peak: no guess yet. Write it in place of the dots.
          D: a positive number, right within a factor 1.5
        >>> Book().guess("peak", D="high", factor=1.5)
        ○ peak: no guess yet. D: got 'high', expected a positive number
        """
        rules = dict(unit=unit, within=within, factor=factor, options=options, order=order, over=over)
        question = Question.of(name, parts, **rules)
        values, wrong = {}, ""
        for part, given in parts.items():
            try:
                value = question.value(part, given)
            except (TypeError, ValueError) as error:  # a guess never stops a notebook
                wrong = wrong or str(error)
                continue
            if value is not None:
                values[part] = value
        entry = self.entries.get(name)
        if entry is None or entry.question != question:
            entry = self.entries[name] = Entry(question)
        entry.cell = frontend.running_cell() or entry.cell
        if entry.truth:
            print(_too_late(entry, values))
            return
        entry.values = values | self._by_hand(entry, set(parts) - set(values))
        print(_receipt(question, entry.values, wrong))
        self._ask(entry, {part: given for part, given in parts.items() if part not in entry.values})

    def _ask(self, entry: Entry, missing: dict[str, Any]) -> None:
        """Below an open guess, where a person looks at it: controls to make it by hand."""
        if missing and frontend.somebody_is_there():
            from IPython.display import display

            from utils.widgets.by_hand import panel

            display(
                panel(
                    entry.question,
                    missing,
                    frontend.running_code(),
                    lambda set: setattr(entry, "by_hand", set),
                )
            )

    def _by_hand(self, entry: Entry, missing: set[str]) -> dict[str, Value]:
        """What was set by hand for the missing parts; it is written into the cell."""
        found = {part: value for part, value in entry.by_hand.items() if part in missing}
        if found and frontend.somebody_is_there():
            frontend.write_cell(lambda source: written(source, entry.question.name, found))
        return found

    def guessed(self, name: str, part: str | None = None) -> Any:
        """The guess that counts: by part, or of one part. What a figure takes as `you`; {} or None if there is none.

        >>> Book().guessed("peak"), Book().guessed("peak", "D")
        ({}, None)
        """
        entry = self.entries.get(name)
        values = dict(entry.values) if entry is not None else {}
        return values if part is None else values.get(part)

    def reveal(self, name: str, **measured: Any) -> None:
        """Set what was measured beside the guess, in one line.

        measured: for each part a number (rounded to two digits), an option, an order, or for a curve its points
        [(x, y), ...]. Without a guess the line says what was measured. From now on the guess of this kernel stands.
        """
        entry = self.entries.get(name)
        if entry is None:
            print(f"{name}: measured {listed({part: _rounded(_plain(v)) for part, v in measured.items()})}.")
            return
        for part, value in measured.items():
            one_of(f"reveal({name!r}) part", part, entry.question.parts)
            truth = entry.question.value(part, _plain(value))
            entry.truth[part] = truth if entry.question.options else _rounded(truth)
        print(_verdict(entry))

    def guesses(self) -> "Table":
        """The score so far and the biggest surprises."""
        return Table(tuple(self.entries.values()))


def _plain(value: Any) -> Any:
    """A measured value without tensors and arrays."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return tuple(map(_plain, value)) if isinstance(value, list | tuple) else value


def _rounded(value: Value) -> Value:
    """Numbers to two digits: what is printed, compared and counted is then the same on every machine.

    >>> _rounded(19834.0), _rounded(-0.4967), _rounded(((1, 0.858), (10, 0.0396)))
    (20000, -0.5, ((1, 0.86), (10, 0.04)))
    """
    if isinstance(value, tuple) and isinstance(value[0], tuple):
        return tuple((x, _rounded(y)) for x, y in value)
    return whole(float(f"{value:.2g}")) if isinstance(value, float) else value


def _receipt(question: Question, values: dict[str, Value], wrong: str) -> str:
    """What is printed for a guess before the reveal."""
    missing = [part for part in question.parts if part not in values]
    if not values:
        asks = wrong or f"Write it in place of the dots.\n  {question.asks()}"
        return f"○ {question.name}: no guess yet. {asks}"
    rest = f" Still open: {wrong or join(missing)}." if missing else " Run on and see."
    return f"● {question.name}: noted, {listed(values)}.{rest}"


def _too_late(entry: Entry, values: dict[str, Value]) -> str:
    """What is printed for a guess after the reveal: the first one counts."""
    name = entry.question.name
    if values and values != entry.values:
        first = f"your first guess, {listed(entry.values)}, counts" if entry.values else "it does not count"
        return f"● {name}: noted after you have seen the answer, so {first}."
    if not entry.values:
        return f"○ {name}: you have seen the answer. Restart the kernel to begin anew."
    return _receipt(entry.question, entry.values, "")


def _verdict(entry: Entry) -> str:
    """What is printed at the reveal; `read_truth` reads it again."""
    question, errors = entry.question, entry.errors()
    unit = f" (in {question.unit})" if question.unit else ""
    line = f"{question.name}{unit}: measured {listed(entry.truth)}."
    if not errors:
        return line
    said = ", ".join(
        f"{p} = {show(entry.values[p])} ({question.remark(entry.values[p], entry.truth[p])})" for p in errors
    )
    right = sum(error <= 1 for error in errors.values())
    return f"{line}\n  You said {said}: {right} of {len(errors)}."


# ------------------------------------------------------------------------------------ the end
@dataclass(frozen=True)
class Table:
    """Guesses won and lost, and the biggest surprises; displayed as a table in a notebook."""

    entries: tuple[Entry, ...]

    def score(self) -> tuple[int, int]:
        """(parts guessed right, parts guessed and revealed)."""
        errors = [error for entry in self.entries for error in entry.errors().values()]
        return sum(error <= 1 for error in errors), len(errors)

    def surprises(self, n: int = 3) -> list[tuple[Entry, str]]:
        """The `n` wrong guesses that were furthest off, in units of what is allowed."""
        wrong = [(error, e, part) for e in self.entries for part, error in e.errors().items() if error > 1]
        return [(entry, part) for _, entry, part in sorted(wrong, key=lambda item: -item[0])[:n]]

    def headline(self) -> str:
        """One sentence that counts."""
        (right, revealed), asked = self.score(), sum(len(entry.question.parts) for entry in self.entries)
        if not revealed:
            return f"No guess yet of {asked}." if asked else "No guess yet."
        lost = revealed - right
        return f"{right} of {revealed} guesses right, {lost} {'was a surprise' if lost == 1 else 'were surprises'}."

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """(cell id, question, you, measured, remark) of the biggest surprises."""
        found = []
        for entry, part in self.surprises():
            value, truth = entry.values[part], entry.truth[part]
            name = entry.question.name if len(entry.question.parts) == 1 else f"{entry.question.name}, {part}"
            unit = f" {entry.question.unit}" if entry.question.unit else ""
            found.append(
                (
                    entry.cell,
                    name,
                    _short(value) + unit,
                    _short(truth) + unit,
                    entry.question.remark(value, truth),
                )
            )
        return found

    def poster(self, title: str, seed: int, laws: Mapping[str, tuple], file: str = "poster.png") -> None:
        """Draw the run of a student on one page: laws, name -> (x, y, claimed exponent, measured one), and guesses.

        Where a person looks at it, the page is also written to `file`, in the folder of the notebook.
        """
        from utils.plots.guesses import poster

        lines = [f"{name}: I said {you}, it was {truth}" for _, name, you, truth, _ in self.rows()]
        figure = poster(title, seed, laws, self.score(), lines)
        if frontend.somebody_is_there():
            figure.savefig(file, dpi=200)
            print(f"{file} is yours: it stands beside this notebook.")

    def __repr__(self) -> str:
        lines = [
            f"{name}: you {you}, measured {truth} ({remark})" for _, name, you, truth, remark in self.rows()
        ]
        return "\n".join([self.headline(), *lines])

    def _repr_html_(self) -> str:
        if not self.rows():
            return f"<p>{escape(self.headline())}</p>"
        head = "".join(f"<th>{word}</th>" for word in ("biggest surprises", "you", "measured", ""))
        body = "".join(
            f"<tr><td>{_link(cell, name)}</td>{''.join(f'<td>{escape(word)}</td>' for word in words)}</tr>"
            for cell, name, *words in self.rows()
        )
        return f"<p>{escape(self.headline())}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _short(value: Value) -> str:
    """A value in a table: a curve by its ends."""
    if isinstance(value, tuple) and isinstance(value[0], tuple):
        return f"{show(value[0][1])} … {show(value[-1][1])}"
    return value if isinstance(value, str) else show(value)


def _link(cell: str, name: str) -> str:
    """A link that JupyterLab and Notebook 7 follow; VS Code gives its cells an address that leads nowhere."""
    known = re.fullmatch(r"[\w-]+", cell)
    return f'<a href="#cell-id={cell}">{escape(name)}</a>' if known else escape(name)


_book = Book()
guess, guessed, reveal, guesses = _book.guess, _book.guessed, _book.reveal, _book.guesses
