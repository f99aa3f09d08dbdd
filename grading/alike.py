"""Which submissions are alike: winnowing over what students wrote, with what everybody was given taken away.

    given = footprint(released_and_accepted_texts)
    found = pairs({"ada": {"phi": "def phi(x): ..."}, "bob": ...}, given)      # most alike first

Code is read as tokens in which names, texts and layout do not count, so renaming and reformatting change nothing; a
set of footprints has no order, so moving functions changes nothing. Footprints are chosen by winnowing (Schleimer,
Wilkerson and Aiken, 2003): every run of `GRAM + WINDOW - 1` equal tokens is found, whatever stands around it. What many
students share counts less: a footprint that n of N have weighs log(N / n) / log(N / 2), at most 1. It accuses nobody:
two may be alike for many reasons, and a person reads both.
"""

from __future__ import annotations

import keyword
import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

GRAM = 12  # tokens in a footprint
WINDOW = 6  # of so many neighbouring footprints the least is kept
LEAST = 20  # footprints: of shorter work nothing can be said
ALIKE = 0.3  # share of the shorter one; honest work does not reach it (tests/grading/test_alike.py)
MAX_TOKENS = 20_000  # of one answer
_TOKEN = re.compile(
    r"(?P<skip>#[^\n]*|\s+|\\\n)"
    r"|(?P<text>(?:[rbfuRBFU]{0,2})(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\""
    r"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"))"
    r"|(?P<member>\.\s*[^\W\d]\w*)|(?P<name>[^\W\d]\w*)|(?P<number>\d[\w.]*)|(?P<sign>\*\*|//|->|[<>=!]=|.)",
    re.S,
)


def tokens(source: str) -> list[tuple[str, int, int]]:
    """(token, begin, end) of code: names are `n`, texts `s`; keywords, members (`.sum`), numbers and signs themselves.

    >>> [word for word, *_ in tokens("total = x.sum() + 2  # all")]
    ['n', '=', 'n', '.sum', '(', ')', '+', '2']
    """
    found = []
    for match in _TOKEN.finditer(source):
        kind, word = match.lastgroup, match[0]
        if kind == "skip":
            continue
        if kind == "text":
            word = "s"
        elif kind == "member":
            word = "." + word[1:].strip()
        elif kind == "name" and not keyword.iskeyword(word):
            word = "n"
        found.append((word, match.start(), match.end()))
        if len(found) == MAX_TOKENS:
            break
    return found


def words(text: str) -> list[tuple[str, int, int]]:
    """(word, begin, end) of a text answer, without case and punctuation."""
    return [(m[0].casefold(), m.start(), m.end()) for m in re.finditer(r"\w+", text)][:MAX_TOKENS]


def winnow(read: list[tuple[str, int, int]]) -> dict[int, tuple[int, int]]:
    """Footprint -> its first place (begin, end) in the text."""
    grams = []
    for at in range(len(read) - GRAM + 1):
        part = read[at : at + GRAM]
        grams.append((zlib.crc32(" ".join(word for word, *_ in part).encode()), part[0][1], part[-1][2]))
    kept: dict[int, tuple[int, int]] = {}
    for at in range(max(1, len(grams) - WINDOW + 1) if grams else 0):
        value, begin, end = min(reversed(grams[at : at + WINDOW]), key=lambda gram: gram[0])
        kept.setdefault(value, (begin, end))
    return kept


def footprint(texts: Iterable[str]) -> frozenset[int]:
    """All footprints of some code, not only the chosen ones: what is given is to be known wherever it stands."""
    found: set[int] = set()
    for text in texts:
        read = [word for word, *_ in tokens(text)]
        found |= {zlib.crc32(" ".join(read[at : at + GRAM]).encode()) for at in range(len(read) - GRAM + 1)}
    return frozenset(found)


Places = Mapping[int, tuple[int, int]]


@dataclass(frozen=True)
class Work:
    """What one student wrote: answer -> (its text, its footprints without what was given)."""

    answers: Mapping[str, tuple[str, Places]]

    @classmethod
    def of(cls, answers: Mapping[str, str], given: frozenset[int], prose: Iterable[str] = ()) -> Work:
        """`prose` names the answers that are text and no code."""
        prose, found = set(prose), {}
        for name, text in answers.items():
            places = winnow(words(text) if name in prose else tokens(text))
            found[name] = text, {mark: place for mark, place in places.items() if mark not in given}
        return cls(found)

    @property
    def marks(self) -> frozenset[int]:
        return frozenset(mark for _, places in self.answers.values() for mark in places)


def of_notebook(cells: Iterable[Mapping], given: frozenset[int]) -> Work:
    """What stands in the cells of an autograded notebook: answers, text answers, and cells of the student's own."""
    answers, prose = {}, set()
    for cell in cells:
        marks = cell.get("metadata", {})
        mine = marks.get("nbgrader", {}).get("solution") or str(cell.get("id", "")).startswith("extra-")
        blank = marks.get("grading", {}).get("status") == "not_attempted"
        if not mine or blank:
            continue
        source = marks.get("grading", {}).get("text", cell.get("source", ""))
        answers[cell["id"]] = "".join(source)
        if cell["cell_type"] != "code":
            prose.add(cell["id"])
    return Work.of(answers, given, prose)


@dataclass(frozen=True)
class Pair:
    """Two students, and how much of the shorter work stands in the other: `share` from 0 to 1; `shared` footprints."""

    first: str
    second: str
    share: float
    shared: frozenset[int]


def pairs(
    class_: Mapping[str, Work],
    least: float = ALIKE,
    watched: Callable[[list[str]], Iterable[str]] = iter,
) -> list[Pair]:
    """The pairs that share at least `least`, most alike first. `watched` may show how far the list of students is."""
    marks = {student: work.marks for student, work in class_.items() if len(work.marks) >= LEAST}
    known = Counter(mark for mine in marks.values() for mark in mine)
    number = len(marks)
    rare = math.log(max(number, 3) / 2)
    weight = {mark: min(1.0, math.log(number / n) / rare) if number > 2 else 1.0 for mark, n in known.items()}
    total = {student: sum(weight[mark] for mark in mine) for student, mine in marks.items()}
    found = []
    students = sorted(marks)
    for first, second in (
        (one, other) for at, one in enumerate(watched(students)) for other in students[at + 1 :]
    ):
        both = marks[first] & marks[second]
        if not both:
            continue
        smaller = min(total[first], total[second])
        share = sum(weight[mark] for mark in both) / smaller if smaller else 1.0
        if share >= least:
            found.append(Pair(first, second, min(share, 1.0), both))
    return sorted(found, key=lambda pair: (-pair.share, pair.first, pair.second))
