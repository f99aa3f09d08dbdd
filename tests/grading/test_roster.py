"""The list of the course: what Moodle and Canvas export is understood, what is wrong is named with its line."""

import datetime

import pytest

from grading.roster import read_roster

OURS = """id,first_name,last_name,email,section,extension,extension ntk
al1815,Ada,Lovelace,ada@example.org,Tuesday,,2 days
zo,Zoë,O'Neill,zoe@example.org,,36 hours,
"""
MOODLE = (
    "\ufeffIdentifier;Full name;ID number;Email address;Status;Grade\n"
    "Participant 12345;Ada Lovelace;al1815;ada@example.org;Submitted;\n"
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
    '"Lovelace, Ada",777,S1,al1815,Tuesday\n'
)


def roster(tmp_path, text: str | bytes):
    path = tmp_path / "roster.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_roster(path)


def test_our_own_form(tmp_path):
    ada, zoe = roster(tmp_path, OURS).values()
    assert (ada.first_name, ada.last_name, ada.email, ada.section) == (
        "Ada",
        "Lovelace",
        "ada@example.org",
        "Tuesday",
    )
    assert ada.extension("ntk") == datetime.timedelta(days=2)
    assert ada.extension("lazy_training") is None
    assert zoe.extension("anything") == datetime.timedelta(hours=36)
    assert {"zoeoneill", "oneillzoe", "zo"} <= zoe.called


@pytest.mark.parametrize("text", [MOODLE, MOODLE.replace(";", "\t"), MOODLE[1:].encode("utf-16"), CANVAS])
def test_lists_of_moodle_and_canvas_are_understood(tmp_path, text):
    people = roster(tmp_path, text)
    assert set(people) == {"al1815"}
    ada = people["al1815"]
    assert (ada.first_name, ada.last_name) == ("Ada", "Lovelace")
    assert (ada.moodle, ada.canvas) == (("", "777") if text is CANVAS else ("12345", ""))


def test_an_id_is_enough(tmp_path):
    assert list(roster(tmp_path, "id\nada\n\nbob\n")) == ["ada", "bob"]


BAD = {
    "no id": ("name\nAda\n", "has the columns name; expected one called id"),
    "empty": ("", "has the columns nothing; expected one called id"),
    "twice": ("id\nada\nada\n", "line 3: ada stands there twice"),
    "a path": ("id\n../bob\n", "line 2: id: got '../bob', expected letters and digits"),
    "nobody": ("id,email\n,a@example.org\n", "line 2: id: got ''"),
    "a formula": ("id,last_name\nada,=1+1\n", "line 2: last_name: got '=1+1', expected no formula"),
    "a control character": ("id,last_name\nada,a\x1b[2J\n", "got 'a\\\\x1b[2J', expected"),
    "an extension in words": (
        "id,extension\nada,a week\n",
        "line 2: got 'a week', expected a number and a unit",
    ),
    "an extension without a unit": ("id,extension\nada,2\n", "line 2: got '2', expected a number and a unit"),
    "no text": (b"id\n\xff\xff\xfe", "is no UTF-8 text; save it as CSV UTF-8"),
    "an open quote": ('id,email\nada,"x\n', "unexpected end of data"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_one_line_that_says_where(tmp_path, name):
    text, reason = BAD[name]
    with pytest.raises(ValueError, match=r"^roster: ") as refused:
        roster(tmp_path, text)
    assert reason in str(refused.value)
    assert str(refused.value).isprintable()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"roster: .*/none.csv: No such file"):
        read_roster(tmp_path / "none.csv")
