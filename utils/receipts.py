"""One receipt per exercise: how many of its checks pass here, and how many more run at grading.

A released check ends on a line that says which one it is (`Place`); `Receipts` counts what has passed in this session.
A receipt is for the student alone: grading runs the checks of the instructor's notebook and reads none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_LINE = re.compile(
    r"# Check (?P<check>\w+) of (?P<exercise>\w+): (?P<number>\d+) of (?P<here>\d+) here"
    r"(, (?P<later>\d+) more at grading)?; (?P<total>\d+) in the notebook\."
)


@dataclass(frozen=True)
class Place:
    """Where a check stands: the `number`-th of `here` checks of its exercise that assert something in the notebook, of
    `total` such checks in the notebook; `later` asserts of the exercise run at grading only."""

    exercise: str
    check: str
    number: int
    here: int
    later: int
    total: int

    def line(self) -> str:
        """The last line of the released check; `number` 0 stands for one that asserts nothing here.

        >>> Place("phi", "rank", number=2, here=4, later=1, total=41).line()
        '# Check rank of phi: 2 of 4 here, 1 more at grading; 41 in the notebook.'
        """
        if not self.number:
            return f"# Check {self.check} of {self.exercise}: at grading."
        return f"# Check {self.check} of {self.exercise}: {self.count(self.number)}; {self.total} in the notebook."

    def count(self, number: int) -> str:
        """`number` of the checks here, and how many more there are."""
        later = f", {self.later} more at grading" if self.later else ""
        return f"{number} of {self.here} here{later}"

    @classmethod
    def of(cls, cell: str) -> "Place | None":
        """The place that the last line of a check tells; None for any other cell.

        >>> Place.of("assert phi\\n# Check rank of phi: 2 of 4 here; 41 in the notebook.").number
        2
        """
        found = _LINE.fullmatch(cell.strip().rpartition("\n")[2])
        if not found:
            return None
        numbers = {word: int(found[word] or 0) for word in ("number", "here", "later", "total")}
        return cls(found["exercise"], found["check"], **numbers)


class Receipts:
    """The checks that have run in a session. A result counts as long as the answer that it judged is the present one.

    >>> receipts, place = Receipts(), Place("phi", "rank", number=1, here=1, later=2, total=9)
    >>> receipts.note(place, {"phi": abs}, passed=True)
    'phi: 1 of 1 here, 2 more at grading. Notebook: 1 of 9.'
    """

    def __init__(self) -> None:
        self.results: dict[str, tuple[Any, dict[str, bool]]] = {}

    def note(self, place: Place, names: Mapping[str, Any], passed: bool) -> str:
        """Keep a result; the receipt after the last check of an exercise, and whenever all of them pass, else ""."""
        answer = names.get(place.exercise)
        judged, results = self.results.get(place.exercise, (None, {}))
        if judged is not answer:
            results = {}
        results[place.check] = passed
        self.results[place.exercise] = answer, results
        own = sum(results.values())
        if not passed or (place.number < place.here and own < place.here):
            return ""
        present = (r for name, (judged, r) in self.results.items() if names.get(name) is judged)
        count = sum(sum(results.values()) for results in present)
        return f"{place.exercise}: {place.count(own)}. Notebook: {count} of {place.total}."

    def failed(self, grade_id: str) -> bool:
        """Whether the check of this id has run and did not pass."""
        return any(
            f"{exercise}_{check}" == grade_id and not passed
            for exercise, (_, results) in self.results.items()
            for check, passed in results.items()
        )
