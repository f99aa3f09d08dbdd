"""Prompts ask before they tell: each is followed by its guess, revealed later, and answered nowhere in between.

The prompts are found in the notebooks. What a notebook's author has to say about single ones stands in `prompts/`.
"""

import ast
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from grading import notebook
from grading.pages.predictions import prompts_of
from utils.questions import asked, calls

#: Assignments whose prompts can be answered by `guess`.
LIVE = [name for name in notebook.assignments() if "guess(" in notebook.source_file(name).read_text()]


@dataclass(frozen=True)
class Notes:
    """What the author says about the prompts of a notebook, in `prompts/<assignment>.toml`.

    elsewhere: (prompt, answer, "text" or "code") -> why this number stands in front of the reveal all the same.
    words: prompt -> a pattern that would tell the answer without its number.
    """

    elsewhere: dict[tuple[str, float, str], str]
    words: dict[str, str]

    @classmethod
    def of(cls, assignment: str) -> "Notes":
        path = Path(__file__).parent / "prompts" / f"{assignment}.toml"
        if not path.exists():
            return cls({}, {})
        read = tomllib.loads(path.read_text())
        entries = read.get("elsewhere", [])
        elsewhere = {(e["prompt"], e["value"], e["place"]): e["reason"] for e in entries}
        return cls(elsewhere, read.get("words", {}))


@pytest.fixture(params=LIVE)
def assignment(request):
    return request.param


@pytest.fixture
def source(assignment):
    return notebook.read(notebook.source_file(assignment))


def before_the_reveal(source, name: str):
    """(text cells of the section and of the title, code cells) up to the cell that reveals `name`, and that cell."""
    end = next(
        i
        for i, c in enumerate(source.cells)
        if c.cell_type == "code"
        and calls(c.source, "reveal")
        and any(n == name for n, *_ in calls(c.source, "reveal"))
    )
    start = max(i for i, c in enumerate(source.cells[:end]) if re.search(r"^## ", c.source, re.M))
    cells = [source.cells[0], *source.cells[start : end + 1]]
    released = [
        c
        for c in cells
        if not notebook.is_manual(c) and not notebook.is_test(c) and not notebook.is_solution(c)
    ]
    return [c for c in released if c.cell_type == "markdown"], [c for c in released if c.cell_type == "code"]


def texts(markdown) -> str:
    """The text in front of a reveal, and of the section's first cell only what follows its heading."""
    whole = "\n".join(c.source for c in markdown[1:])
    heading = re.search(r"^## ", whole, re.M)
    goals = markdown[0].source.split("**Time**")[0]
    return goals + "\n" + whole[heading.start() if heading else 0 :]


def numbers(text: str) -> set[float]:
    """All numbers in a text, simple fractions of TeX among them."""
    text = re.sub(r"\\[td]?frac(\d)(\d)", r" \1/\2 ", text.replace("\\,", "").replace(" 000", "000"))
    found = {float(n) for n in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)}
    return found | {float(a) / float(b) for a, b in re.findall(r"(-?\d+)/(\d+)", text) if float(b)}


def literals(cell) -> set:
    """Constants in the code of a cell, outside the questions themselves and outside indices; -1 is a constant."""
    tree = ast.parse(re.sub(r"^\s*[%!].*$", "", cell.source, flags=re.M))
    questions = [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "guess"
    ]
    indices = [n.slice for n in ast.walk(tree) if isinstance(n, ast.Subscript)]
    skipped = {id(n) for top in (*questions, *indices) for n in ast.walk(top)}
    found = set()
    for node in (n for n in ast.walk(tree) if id(n) not in skipped):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str):
            found.add(node.value)
        if (
            isinstance(node, ast.UnaryOp)
            and isinstance(node.op, ast.USub)
            and isinstance(node.operand, ast.Constant)
        ):
            found.add(-node.operand.value)
    return found


def test_every_prompt_is_followed_by_its_guess(source):
    for cell, after in zip(source.cells, source.cells[1:]):
        if cell.cell_type == "markdown" and "Predict before you run" in cell.source:
            assert calls(after.source), cell.id
            assert (
                cell.source.rstrip().splitlines()[-1] in cell.source[cell.source.index("*Predict before") :]
            ), cell.id
            assert notebook.is_demonstration(after), after.id


def test_every_guess_is_revealed_later_in_all_its_parts(source):
    prompts = prompts_of(source)
    names = [prompt.question.name for prompt in prompts]
    assert len(set(names)) == len(names)
    for prompt in prompts:
        assert prompt.text, prompt.question.name
        assert set(prompt.truth) == set(prompt.question.parts), prompt.question.name


def test_no_guess_is_made_in_the_source_and_its_answer_is_none_of_the_defaults(source):
    for cell in source.cells:
        for name, keywords, _ in calls(cell.source) if cell.cell_type == "code" else ():
            rules = ("unit", "within", "factor", "options", "order", "over")
            given = [value for key, value in keywords.items() if key not in rules]
            assert all(v is ... or (isinstance(v, list) and all(y is ... for _, y in v)) for v in given), name


def test_no_answer_stands_in_front_of_its_reveal(source, assignment):
    notes, used = Notes.of(assignment), set()
    for prompt in prompts_of(source):
        question = prompt.question
        markdown, code = before_the_reveal(source, question.name)
        text, constants = texts(markdown), set().union(*map(literals, code))
        if pattern := notes.words.get(question.name):
            assert not re.search(pattern, text), question.name
        for truth in prompt.truth.values():
            values = [y for _, y in truth] if question.kind == "curve" else [truth]
            for value in values if question.kind in ("number", "curve") else ():
                found = {
                    place for place, seen in (("text", numbers(text)), ("code", constants)) if value in seen
                }
                found = {(question.name, value, place) for place in found if value not in (0, 1)}
                assert found <= notes.elsewhere.keys()
                used |= found
            if question.kind == "choice" and truth in constants:  # then the code names another answer too
                assert any(o in constants for o in question.options if o != truth), (question.name, truth)
    assert notes.elsewhere.keys() - used == set(), "no longer needed"
    assert notes.words.keys() <= {prompt.question.name for prompt in prompts_of(source)}


def test_a_prompt_says_what_is_asked_in_which_unit_and_how_it_is_scored(source):
    """In the first output of its cell, which every student sees; a number without unit is a pure number."""
    shown = {c.id: "".join(o.get("text", "") for o in c.outputs) for c in source.cells if "outputs" in c}
    for cell in source.cells:
        for name, keywords, _ in calls(cell.source) if cell.cell_type == "code" else ():
            question, parts = asked(name, keywords)
            line = question.asks()
            assert line in shown[cell.id], cell.id
            assert all(part in line for part in parts), name
            rule = {"choice": "one of", "order": "scored by pairs"}.get(question.kind, "right within")
            assert rule in line, name


def test_expected_figures_are_folded(source):
    for cell in source.cells:
        if cell.cell_type == "markdown":
            shown = re.sub(r"<details>.*?</details>", "", cell.source, flags=re.S)
            assert "figures/expected-" not in shown, cell.id


def test_the_start_page_shows_no_figure_that_a_guess_is_drawn_into_or_that_answers_one():
    """Its pictures are figures of cells that do not stand between a guess and its reveal."""
    text = "\n".join(c.source for c in notebook.read(notebook.ROOT / "source" / "start.ipynb").cells)
    shown = re.findall(r"\((\w+)/figures/expected-([\w-]+)\.png\)", text)
    assert len(shown) >= len(LIVE)
    for name, figure in shown:
        cells = notebook.read(notebook.source_file(name)).cells
        drawn = next(i for i, c in enumerate(cells) if f"figure-{figure}" in c.metadata.get("tags", []))
        open_before = {n for c in cells[:drawn] for n, *_ in calls(c.source)}
        revealed = {n for c in cells[:drawn] for n, *_ in calls(c.source, "reveal")}
        assert not open_before - revealed, (name, figure)
