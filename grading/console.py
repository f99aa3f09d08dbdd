"""What commands show in a terminal: a progress bar on stderr, tables on stdout."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    track,
)
from rich.table import Table
from rich.text import Text

from grading.alike import Pair
from grading.collect import Collected
from grading.gradebook import LATE
from grading.runner import Outcome
from grading.verdict import plain

T = TypeVar("T")


@contextlib.contextmanager
def progress_bar() -> Generator[tuple[Callable[[int], None], Callable[[Outcome], None]]]:
    """A bar on stderr with counts, rate and remaining time: (started, progress) for `grade_class`."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("grading", total=None, rate="")

        def started(total: int) -> None:
            bar.update(task, total=total)

        def progress(outcome: Outcome) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, advance=1, rate=f"{60 * speed:.0f} a minute" if speed else "")
            if outcome.status == "failed":
                bar.console.print(_text(f"{outcome.student}: {outcome.message}"))

        yield started, progress


def watched(items: Iterable[T], what: str, number: int) -> Iterator[T]:
    """The same items, with a bar on stderr where somebody looks at it."""
    console = Console(stderr=True)
    yield from track(items, what, number, console=console, transient=True, disable=not console.is_terminal)


def print_outcomes(assignment: str, outcomes: list[Outcome]) -> None:
    """The grade table of one run, whose score it has changed, and who needs a person."""
    table = Table("student", "points", "of", "seconds", "", title=_text(assignment))
    for o in sorted(outcomes, key=lambda o: o.student):
        points = ["-", "-"] if o.score is None else [f"{o.score:g}", f"{o.max_score:g}"]
        row = (o.student, *points, f"{o.seconds:.1f}", o.status if not o.message else o.message)
        table.add_row(*map(_text, row))
    Console().print(table)
    print_changes(outcomes)
    print_attention(outcomes)


def print_collected(rows: list[Collected]) -> None:
    """What became of a download."""
    table = Table("student", "", "file", "")
    for row in rows:
        table.add_row(*map(_text, (row.student, row.status, row.where, row.message)))
    Console().print(table)
    counts = Counter(row.status for row in rows)
    Console().print(_text(", ".join(f"{number} {status}" for status, number in counts.items())))


def print_changes(outcomes: list[Outcome]) -> None:
    """Whose recorded score has changed, by what, because of which check."""
    table = Table("student", "score", "check", "was", "is", "because", title="changed scores")
    for o in sorted((o for o in outcomes if o.changes), key=lambda o: o.student):
        total = f"{sum(c.after - c.before for c in o.changes):+g}"
        for c in o.changes:
            name = "late penalty" if c.check == LATE else c.check
            table.add_row(*map(_text, (o.student, total, name, f"{c.before:g}", f"{c.after:g}", c.because)))
            total = ""
    if table.row_count:
        Console().print(table)


def print_attention(outcomes: list[Outcome]) -> None:
    """Who needs a person, and why."""
    table = Table("student", "because", "", title="who needs a person")
    for o in sorted((o for o in outcomes if o.concerns), key=lambda o: o.student):
        for number, c in enumerate(c for c in o.concerns if c.kind != "unread"):
            table.add_row(*map(_text, (o.student if not number else "", c.kind, c.text)))
    if table.row_count:
        Console().print(table)
    unread = sum(c.kind == "unread" for o in outcomes for c in o.concerns)
    if unread:  # nearly everybody, at first: a number says it
        Console().print(_text(f"text answers of {unread} student{'s' * (unread != 1)} wait to be marked"))


def print_pairs(pairs: list[Pair]) -> None:
    """Alike submissions, most alike first."""
    table = Table("one", "other", "shared")
    for pair in pairs:
        table.add_row(*map(_text, (pair.first, pair.second, f"{100 * pair.share:.0f} %")))
    Console().print(table)


def print_grades(records: list[dict]) -> None:
    """Students by assignments; a star where a text answer waits for a person."""
    assignments = sorted({r["assignment"] for r in records})
    table = Table("student", caption="* a text answer waits for a person")
    for assignment in assignments:
        table.add_column(_text(assignment))
    for student in sorted({r["student"] for r in records}):
        mine = {r["assignment"]: r for r in records if r["student"] == student}
        table.add_row(*map(_text, (student, *(_cell(mine.get(a)) for a in assignments))))
    Console().print(table)


def _text(text: str) -> Text:
    """Words that somebody else chose: no markup, no colours, nothing that a terminal obeys."""
    return Text(plain(text))


def _cell(record: dict | None) -> str:
    if record is None:
        return "-"
    return f"{record['score']:g}/{record['max_score']:g}{'*' * record['needs_manual_grade']}"
