"""Receipts count what passes, as long as it is the present answer that passed."""

import pytest

from utils.receipts import Place, Receipts

FIRST, SECOND = (Place("phi", word, n, here=2, later=1, total=9) for n, word in ((1, "shape"), (2, "rank")))
WHOLE = "phi: 2 of 2 here, 1 more at grading. Notebook: 2 of 9."


@pytest.mark.parametrize("later", [0, 3])
def test_a_place_is_read_from_the_line_that_it_writes(later):
    place = Place("gd_closed_form", "slow_mode", 3, here=5, later=later, total=41)
    assert Place.of(f"# Test: it moves.\nassert True\n{place.line()}\n") == place
    assert len(place.line()) <= 88


@pytest.mark.parametrize(
    "cell", ["", "assert True", "# Check angles of k: at grading.", f"{FIRST.line()}\nx = 1"]
)
def test_other_cells_have_no_place(cell):
    assert Place.of(cell) is None


def test_one_receipt_after_the_last_check_and_when_all_pass():
    receipts, names = Receipts(), {"phi": abs}
    assert receipts.note(FIRST, names, passed=False) == ""
    one = "phi: 1 of 2 here, 1 more at grading. Notebook: 1 of 9."
    assert receipts.note(SECOND, names, passed=True) == one
    assert receipts.note(FIRST, names, passed=True) == WHOLE
    assert receipts.note(SECOND, names, passed=False) == ""
    assert receipts.note(SECOND, names, passed=True) == WHOLE


def test_a_new_answer_begins_at_zero_here_and_in_the_notebook():
    receipts = Receipts()
    other = Place("psi", "one", 1, here=1, later=0, total=9)
    for place in (FIRST, SECOND):
        receipts.note(place, {"phi": abs}, passed=True)
    names = {"phi": abs, "psi": max}
    assert receipts.note(other, names, passed=True) == "psi: 1 of 1 here. Notebook: 3 of 9."
    names["phi"] = min
    assert receipts.note(other, names, passed=True) == "psi: 1 of 1 here. Notebook: 1 of 9."
    assert receipts.note(FIRST, names, passed=True) == ""


def test_a_check_that_failed_is_known_by_its_id():
    receipts = Receipts()
    receipts.note(FIRST, {"phi": abs}, passed=False)
    receipts.note(SECOND, {"phi": abs}, passed=True)
    names = ("phi_shape", "phi_rank", "phi_other")
    assert [receipts.failed(name) for name in names] == [True, False, False]
