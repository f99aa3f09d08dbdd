"""Damaged notebooks are repaired, and every repair is said."""

import copy
import json
import sys
import time
import tracemalloc

import nbformat
import pytest
from fuzzing import examples
from hypothesis import given
from hypothesis import strategies as st
from target import CHECKS, RIGHT, target

from grading import notebook
from grading.judging.salvage import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_NODES,
    MAX_SOURCE,
    MAX_TEXT,
    defined_names,
    salvage,
)

SOURCE = target()
CONTENT = notebook.dumps(SOURCE)


def handed_in():
    return notebook.fill(SOURCE, RIGHT)


def plan(nb):
    return salvage(CONTENT, json.dumps(nb).encode())


def answers(found):
    return {step.id: step.source for step in found.steps if step.kind == "answer"}


def cell(nb, name):
    return next(c for c in nb.cells if c.id == name)


def test_nothing_to_repair():
    found = plan(handed_in())
    assert found.repairs == ()
    assert answers(found) == RIGHT
    assert [s.id for s in found.steps if s.kind == "test"] == list(CHECKS)


def lost_marks(nb):
    for number, c in enumerate(nb.cells):
        c.metadata, c.id = nbformat.NotebookNode(), f"x{number}"


def moved(nb):
    nb.cells.reverse()


def doubled(nb):
    nb.cells.insert(1, nbformat.from_dict(cell(notebook.release(SOURCE), "phi")))


def split(nb):
    second = nbformat.from_dict(cell(nb, "train"))
    nb.cells.insert(nb.cells.index(cell(nb, "train")), nbformat.from_dict(second | {"source": "rate = 0.1"}))


def retyped(nb):
    c = cell(nb, "mean")
    c.cell_type = "markdown"
    del c["outputs"], c["execution_count"]


def checks_gone(nb):
    nb.cells = [c for c in nb.cells if c.id not in CHECKS]


def answered_elsewhere(nb):
    cell(nb, "double").source = cell(notebook.release(SOURCE), "double").source
    nb.cells.append(nbformat.v4.new_code_cell(RIGHT["double"]))


DAMAGES = [lost_marks, moved, doubled, split, retyped, checks_gone, answered_elsewhere]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_repaired(damage):
    nb = handed_in()
    damage(nb)
    found = plan(nb)
    assert answers(found) == RIGHT
    assert [s.source for s in found.steps if s.kind == "test"] == list(CHECKS.values())
    assert found.repairs or damage is moved


def test_merged_answers_are_not_overwritten_by_the_blank():
    nb = handed_in()
    cell(nb, "double").source += "\n\n" + RIGHT["mean"]
    nb.cells = [c for c in nb.cells if c.id != "mean"]
    found = plan(nb)
    assert answers(found)["mean"] == ""
    assert any("mean" in repair for repair in found.repairs)


def test_cut_off_and_old_formats():
    text = json.dumps(handed_in())
    found = salvage(CONTENT, text[: text.index('"id": "Line"')].encode())
    assert answers(found)["phi"] == RIGHT["phi"]
    assert "broken JSON" in found.repairs[0]
    sheets = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": [RIGHT["phi"]]}]}]}
    assert answers(salvage(CONTENT, json.dumps(sheets).encode()))["phi"] == RIGHT["phi"]


# ---------------------------------------------------------------------------------------------- anything at all
def code(source, **more):
    return {"cell_type": "code", "source": source, "metadata": {}, **more}


def file(*cells, **more):
    return json.dumps({"cells": list(cells), "nbformat": 4, **more}).encode()


def blank(found):
    """No answer was found; all checks stand."""
    assert all(step.skip for step in found.steps if step.kind == "answer")
    assert [s.source for s in found.steps if s.kind == "test"] == list(CHECKS.values())
    return True


ODD = {
    "nothing": b"",
    "null": b"null",
    "a number": b"7",
    "worksheets that are a number": b'{"worksheets": 7}',
    "cells that are an object": b'{"cells": {"cell_type": "code"}}',
    "numbers as cells": b'{"cells": [1, null, [], "x"]}',
    "numbers as sources": file(code(7), code([1, 2]), code({}), {"source": None}),
    "a lone surrogate": b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}',
    "NaN": b'{"cells": [{"cell_type": "code", "source": "x = 1", "outputs": [NaN, -Infinity]}]}',
    "a number beyond measure": b'{"cells": [{"cell_type": "code", "source": "", "a": ' + b"9" * 5000 + b"}]}",
    "depth": b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "depth in a cell": b'{"cells": [{"id": ' + b"[" * 100_000,
    "metadata of other kinds": file(code("x", metadata=[1]), code("x", metadata={"nbgrader": 1}), metadata=3),
    "no text": bytes(range(256)) * 50,
    "half of UTF-16": '{"cells": []}'.encode("utf-16")[:-1],
}


@pytest.mark.parametrize("submission", ODD.values(), ids=ODD)
def test_odd_bytes_are_a_blank_notebook(submission):
    assert blank(salvage(CONTENT, submission))


def test_of_two_equal_keys_the_last_counts():
    text = json.dumps(handed_in()).replace('"source":', '"source": "raise SystemExit", "source":')
    assert answers(salvage(CONTENT, text.encode())) == RIGHT


# What costs time or memory per byte, in the largest portion that is accepted.
LONG = {
    "blank lines": file(*[code("\n" * (MAX_SOURCE - 9) + "x=0") for _ in range(MAX_TEXT // MAX_SOURCE)]),
    "lines of spaces": file(*[code((" " * 60 + "\n") * 4000 + "%") for _ in range(17)]),
    "equal letters": file(*[code("a" * 2000 + str(i)) for i in range(MAX_CELLS)]),
    "copies of an answer": file(*[code(RIGHT["phi"], id="phi") for _ in range(MAX_CELLS)]),
    "definitions": file(*[code(f"def f{i}(x): return {i}\nphi{i} = 0") for i in range(MAX_CELLS)]),
    "words that begin cells": b'{"id": ' * 300_000,
    "cells that never end": (b'{"id":[' + b"0," * 5_000) * 400,
    "cells that end in nothing": (b'{"id": "' + b"x" * 5_000) * 2_000,
    "cells that fail at once": b'{"id": x' * 500_000,
    "open brackets": file(*[code("(" * 60_000) for _ in range(60)]),
    "minus signs": file(*[code("-" * 60_000 + "1") for _ in range(60)]),
    "merge marks": b"<<<<<<< x\n=======\n" * 200_000,
}


@pytest.mark.parametrize("submission", LONG.values(), ids=LONG)
def test_the_worst_of_its_kind_takes_seconds(submission):
    """Ten seconds of processor time, where one quadratic step would take minutes."""
    started = time.process_time()
    blank(salvage(CONTENT, submission)) if submission is not LONG["copies of an answer"] else None
    assert time.process_time() - started < 10


def test_too_much_is_refused_in_words():
    assert "MB and was not read" in salvage(CONTENT, b" " * (MAX_BYTES + 1)).repairs[0]
    assert "values and was not read" in salvage(CONTENT, b"[" + b"[]," * (MAX_NODES // 2 + 1)).repairs[0]
    found = salvage(CONTENT, file(*[code("x")] * (MAX_CELLS + 1)))
    assert found.repairs[0].startswith(f"the notebook has {MAX_CELLS + 1} cells; only the first")
    found = salvage(CONTENT, file(code("#" * (MAX_SOURCE + 1)), *[code("#" * MAX_SOURCE)] * 20))
    assert "cell 1 has" in found.repairs[0]
    assert "only the first" in found.repairs[1]
    assert sum(len(step.source) for step in found.steps) < 2 * MAX_TEXT


def test_the_most_values_fit_into_the_memory_of_a_judge():
    """A judge may take 8 GiB; 24 bytes of objects for each byte of the densest JSON would be 2.4 GB without a count."""
    tracemalloc.start()
    salvage(CONTENT, b'{"cells": [' + b'{"":{}},' * (MAX_NODES // 32))
    salvage(CONTENT, b'{"cells": [' + b"{}," * (MAX_NODES // 16) + b"1]}")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak * 16 < 2 << 30


@pytest.mark.slow
def test_reading_code_keeps_no_tree_of_it():
    """A tree is a hundred times as large as its text: of many cells one at a time is in memory."""
    peaks = []
    for count in (1, 8):
        cells = [{"cell_type": "code", "source": f"q{count}{n} = 0\n" + "a;" * 10_000} for n in range(count)]
        tracemalloc.start()
        salvage(CONTENT, json.dumps({"cells": cells}).encode())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_an_answer_in_a_newer_python_is_named_with_both_versions():
    newer = f"3.{sys.version_info.minor + 1}"
    nb = handed_in()
    cell(nb, "double").source = "def double[T](x: T) -> T)\n    return 2 * x"
    nb.metadata["language_info"] = {"name": "python", "version": f"{newer}.4"}
    ours = f"3.{sys.version_info.minor}"
    assert plan(nb).repairs == (
        f"double: Python {ours} grades and cannot read the cell; it was written with Python {newer}",
    )
    nb.metadata["language_info"] = {"version": "3.8.1"}
    assert plan(nb).repairs == ()


def test_an_unresolved_merge_is_named():
    nb = handed_in()
    cell(nb, "double").source = f"<<<<<<< HEAD\n{RIGHT['double']}\n=======\npass\n>>>>>>> theirs"
    assert plan(nb).repairs == (
        "double: the cell holds the marks of a merge conflict (<<<<<<<); keep one version",
    )


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["code", "phi"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["source", "id", "x"]), inner)
    ),
    max_leaves=8,
)


def places(tree, path=()):
    """Where a value stands in a JSON tree."""
    yield path
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from places(value, (*path, key))


BASE = json.loads(notebook.dumps(handed_in()))
PLACES = list(places(BASE))


@st.composite
def damaged_notebooks(draw):
    """A notebook in which values were replaced, removed or repeated, then its text cut, doubled or peppered."""
    tree = copy.deepcopy(BASE)
    for _ in range(draw(st.integers(0, 4))):
        *way, last = draw(st.sampled_from(PLACES[1:]))
        try:
            at = tree
            for key in way:
                at = at[key]
            deed = draw(st.sampled_from(["replace", "remove", "repeat"]))
            if deed == "remove":
                del at[last]
            elif deed == "repeat" and isinstance(at, list):
                at.insert(last, at[last])
            else:
                at[last] = draw(VALUES)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier deed has taken the place away
    data = json.dumps(tree, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    if draw(st.booleans()):
        start, stop = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        noise = draw(
            st.sampled_from([b"", b"\n<<<<<<< a\n", b"\xff\xfe", b'"', b"}", b"\\"]) | st.binary(max_size=9)
        )
        data = data[:start] + noise + data[draw(st.sampled_from([start, stop])) :]
    return data


def sound(found):
    """A plan that can be run and recorded: the instructor's cells in their order, checks untouched, ids legal."""
    names = [step.id for step in found.steps]
    ours = [c.id for c in SOURCE.cells]
    assert [name for name in names if name in ours] == ours
    assert len(set(names)) == len(names)
    assert {s.id: s.source for s in found.steps if s.kind == "test"} == CHECKS
    assert all(isinstance(step.source, str) and step.source.encode() is not None for step in found.steps)
    assert all(repair.isprintable() for repair in found.repairs)


@examples(800)
@given(damaged_notebooks())
def test_fuzz_damaged_notebooks(submission):
    sound(salvage(CONTENT, submission))


@examples(200)
@given(st.binary(max_size=300) | VALUES.map(json.dumps).map(str.encode))
def test_fuzz_random_bytes(submission):
    sound(salvage(CONTENT, submission))


@examples(300)
@given(st.text(st.sampled_from("def class fx=[](){}:%!\n\t '\"\\#,0\ud800\x00é")))
def test_fuzz_names_of_any_text(source):
    assert all(name.isidentifier() for name in defined_names(source.encode("utf-8", "replace").decode()))
