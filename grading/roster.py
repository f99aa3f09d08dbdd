"""Who is in the course: `roster.csv`, beside `nbgrader_config.py`.

    id,first_name,last_name,email,section,extension,extension ntk
    al1815,Ada,Lovelace,ada@example.org,Tuesday,,2 days

Only `id` is needed: the name of the student's folder in `submitted/`. The lists that Moodle (participants, grading
worksheet) and Canvas (gradebook) export are understood as they are, with commas, semicolons or tabs. `extension` moves
all deadlines of a student, `extension ASSIGNMENT` one: `36 hours`, `2 days`, `1 week`.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grading.handin import is_student
from grading.verdict import plain

FILE = "roster.csv"
MAX_BYTES = 10 << 20
# Of a list's columns the first that is there is taken.
COLUMNS = {
    "id": (
        "id",
        "student_id",
        "username",
        "id number",
        "sis login id",
        "sis user id",
        "email address",
        "email",
    ),
    "first_name": ("first_name", "first name", "given name"),
    "last_name": ("last_name", "last name", "surname", "family name"),
    "name": ("name", "full name", "student"),
    "email": ("email", "email address", "e-mail"),
    "section": ("section", "group", "groups"),
    "moodle": ("moodle", "identifier"),
    "canvas": ("canvas", "id"),
}
_UNITS = {
    "h": 1 / 24,
    "hour": 1 / 24,
    "hours": 1 / 24,
    "d": 1,
    "day": 1,
    "days": 1,
    "w": 7,
    "week": 7,
    "weeks": 7,
}


@dataclass(frozen=True)
class Person:
    """One line of the roster. `extensions`: assignment, or "" for all -> how much later its deadline is; `moodle`,
    `canvas`: the numbers by which these know the person."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    section: str = ""
    moodle: str = ""
    canvas: str = ""
    extensions: Mapping[str, datetime.timedelta] = field(default_factory=dict)

    def extension(self, assignment: str) -> datetime.timedelta | None:
        """How much later this person's deadline is."""
        return self.extensions.get(assignment, self.extensions.get(""))

    @property
    def about(self) -> dict[str, str | None]:
        """What nbgrader's gradebook holds of a student."""
        return {word: getattr(self, word) or None for word in ("first_name", "last_name", "email")}

    @property
    def called(self) -> frozenset[str]:
        """Everything by which the person may be known, as `key` writes it."""
        first, last = self.first_name, self.last_name
        words = (self.id, self.email, f"{first} {last}", f"{last} {first}")
        return frozenset(map(key, words)) - {""}


def key(text: str) -> str:
    """A name for comparison: letters and digits only, without accents and case.

    >>> key("Zoë O'Neill"), key("oneillzoe")
    ('zoeoneill', 'oneillzoe')
    """
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in text if c.isalnum())


def duration(text: str) -> datetime.timedelta:
    """A number and a unit.

    >>> duration("36 hours"), duration("2d")
    (datetime.timedelta(days=1, seconds=43200), datetime.timedelta(days=2))
    """
    found = re.fullmatch(r"\s*(\d{1,4}(?:\.\d{1,3})?)\s*([a-z]+)\s*", text.casefold())
    if not found or found[2] not in _UNITS:
        raise ValueError(
            f"got {plain(text)!r}, expected a number and a unit such as 36 hours, 2 days, 1 week"
        )
    return datetime.timedelta(days=float(found[1]) * _UNITS[found[2]])


def read_roster(path: Path) -> dict[str, Person]:
    """id -> person, in the order of the file; ValueError names the line that is wrong."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ValueError(f"roster: {path}: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise ValueError(f"roster: {path} has {len(data)} bytes, expected at most {MAX_BYTES}")
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"roster: {path} is no UTF-8 text; save it as CSV UTF-8") from None
    people: dict[str, Person] = {}
    for line, person in _people(text, str(path)):
        if person.id in people:
            raise ValueError(f"roster: {path}, line {line}: {plain(person.id)} stands there twice")
        people[person.id] = person
    if not people:
        raise ValueError(f"roster: {path} names nobody, expected a line for each student")
    return people


def separator(head: str) -> str:
    """What separates the columns of a CSV file, by its first line: who writes decimal commas separates by another.

    >>> separator("ada;why;1,5")
    ';'
    """
    return max(",;\t", key=head.count)


def _people(text: str, path: str) -> Iterator[tuple[int, Person]]:
    comma = separator(text.lstrip("\n").partition("\n")[0])
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
        named = Counter((title or "").strip().casefold() for title in rows.fieldnames or ())
        for names in COLUMNS.values():
            if twice := [name for name in names if named[name] > 1]:
                raise ValueError(f"roster: {path} has the column {twice[0]} twice")
        titles = {(title or "").strip().casefold(): title for title in rows.fieldnames or ()}
        places = {w: next((titles[n] for n in names if n in titles), None) for w, names in COLUMNS.items()}
        if "sis login id" in titles:  # a gradebook of Canvas, whose ID is its own
            places["id"] = titles["sis login id"]
        elif "id" in titles:
            places["canvas"] = titles.get("canvas")
        if places["id"] is None:
            known = ", ".join(plain(title) for title in titles) or "nothing"
            raise ValueError(f"roster: {path} has the columns {known}; expected one called id")
        extra = {
            t.removeprefix("extension").strip(): name
            for t, name in titles.items()
            if t.startswith("extension")
        }
        for row in rows:
            said = {
                w: (row.get(place) or "").strip() if place is not None else "" for w, place in places.items()
            }
            if not any(said.values()) or said["name"].casefold().strip() == "points possible":
                continue
            try:
                yield rows.line_num, _person(said, {a: row.get(name) or "" for a, name in extra.items()})
            except ValueError as error:
                raise ValueError(f"roster: {path}, line {rows.line_num}: {error}") from None
    except csv.Error as error:
        raise ValueError(f"roster: {path}, line {rows.line_num}: {error}") from None


def _person(said: dict[str, str], extra: dict[str, str]) -> Person:
    if not is_student(said["id"]):
        raise ValueError(
            f"id: got {plain(said['id'])!r}, expected letters and digits, then also . @ + - _ ' ( ) and spaces"
        )
    for word, text in said.items():
        if text[:1] in ("=", "+", "-", "@") or not text.isprintable():
            raise ValueError(f"{word}: got {plain(text)!r}, expected no formula and no control characters")
    first, last = said["first_name"], said["last_name"]
    if not first and not last and said["name"]:
        if "," in said["name"]:
            last, _, first = map(str.strip, said["name"].partition(","))
        else:
            first, _, last = said["name"].rpartition(" ")
    return Person(
        said["id"],
        first,
        last,
        said["email"],
        said["section"],
        "".join(re.findall(r"\d+", said["moodle"])),
        said["canvas"],
        {assignment: duration(text) for assignment, text in extra.items() if text.strip()},
    )
