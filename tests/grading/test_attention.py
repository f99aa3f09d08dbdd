"""What a machine notices and cannot decide is told, and nothing else is."""

import dataclasses

import pytest

from grading.attention import KINDS, fingerprint, of_submission, of_verdict, twins
from grading.gradebook import Row, State
from grading.handin import HandIn
from grading.verdict import CellVerdict, Verdict


def verdict(status="passed", repairs=(), answer="x = 1"):
    cells = {"a_one": CellVerdict(status == "passed", 1, status), "why": CellVerdict(0, 2, "manual")}
    record = {"cells": [{"id": "a", "kind": "answer", "source": answer}, {"id": "t", "kind": "test"}]}
    return Verdict("ps", cells, repairs, notebook=record)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (verdict(), []),
        (verdict("failed"), []),
        (verdict("timeout"), ["stopped: a_one (timeout)"]),
        (verdict("died"), ["stopped: a_one (died)"]),
        (verdict("error"), ["stopped: a_one (error)"]),
        (verdict("not_attempted"), ["blank: all 1 checks found the blank left blank"]),
        (
            verdict(repairs=("a: the cell was missing; put back",)),
            ["repaired: a: the cell was missing; put back"],
        ),
        (verdict(repairs=("a_one: the cell was changed; put back",)), []),
        (verdict(repairs=("a: x", "b: y")), ["repaired: 2 repairs, first a: x"]),
        (
            verdict(repairs=("no cell could be read: the file is empty or no notebook",)),
            ["damaged: no cell could be read: the file is empty or no notebook"],
        ),
    ],
)
def test_what_the_verdict_says(said, told):
    assert list(map(str, of_verdict(said))) == told


class Due:
    due = None


def test_essays_files_and_marks_that_changed():
    rows = {"why": Row(), "how": Row(manual=1.0, waits=True), "a_one": Row(auto=1, waits=False)}
    told = of_submission(
        HandIn(b"", "b.zip", None, ("handed in as b.zip",)),
        verdict(),
        Due,
        State("", "", None, None, 0, rows),
    )
    assert list(map(str, told)) == ["file: handed in as b.zip", "unread: why", "again: how"]
    assert {concern.kind for concern in told} <= set(KINDS)


def test_equal_answers_are_twins_whatever_their_spaces_and_comments():
    words = {"ada": "x = 1", "bob": "x=1  # mine", "cyd": "x = 2"}
    found = twins({student: fingerprint(verdict(answer=text)) for student, text in words.items()})
    assert {student: str(concern) for student, concern in found.items()} == {
        "ada": "alike: the same answers as bob",
        "bob": "alike: the same answers as ada",
    }


def test_empty_hand_ins_are_no_twins():
    blank = dataclasses.replace(verdict("not_attempted"), cells={"a_one": CellVerdict(0, 1, "not_attempted")})
    assert fingerprint(blank) == fingerprint(Verdict("ps")) == ""
