"""Copies are found whatever was renamed and moved; honest work of different people is not."""

import random
import re

import numpy as np
import pytest

from grading import alike, notebook
from grading.alike import ALIKE, GRAM, WINDOW, Work, footprint, pairs, tokens, winnow

ONE = """def step(w, x, y, lr):
    residual = x @ w - y
    gradient = x.T @ residual / len(y)
    return w - lr * gradient


def fit(x, y, lr, n):
    w = np.zeros(x.shape[1])
    path = [w]
    for _ in range(n):
        w = step(w, x, y, lr)
        path.append(w.copy())
    return np.array(path)


def risk(w, x, y):
    gap = x @ w - y
    return float((gap**2).mean()) if len(y) else 0.0
"""
OTHER = """def step(w, x, y, lr):
    total = 0
    for row, target in zip(x, y):
        total = total + (np.dot(row, w) - target) * row
    return w - (lr / y.size) * total


def fit(x, y, lr, n):
    weights = [np.zeros(x.shape[-1])]
    while len(weights) <= n:
        weights += [step(weights[-1], x, y, lr)]
    return np.stack(weights)


def risk(w, x, y):
    return np.linalg.norm(y - np.dot(x, w)) ** 2 / max(y.size, 1)
"""


def renamed(text: str) -> str:
    """Every local name another one, layout and comments too."""
    for number, name in enumerate(sorted(set(re.findall(r"^\s*(\w+) = ", text, re.M)))):
        text = re.sub(rf"(?<![.\w]){name}\b", f"value_{number}", text)
    return re.sub(r"^(\s*)return", r"\1# the result\n\1return", text, flags=re.M).replace(" = ", "=")


def share(one: dict[str, str], other: dict[str, str], given=frozenset()) -> float:
    found = pairs({"a": Work.of(one, given), "b": Work.of(other, given)}, 0.0)
    return found[0].share if found else 0.0


def test_renaming_and_reordering_change_nothing():
    cells = dict(enumerate(ONE.split("\n\n\n")))
    moved = {str(k): renamed(text) for k, text in reversed(cells.items())}
    assert renamed(ONE) != ONE
    assert share({str(k): text for k, text in cells.items()}, moved) == 1
    assert share({"a": ONE}, {"a": OTHER}) < 0.1


def test_half_a_copy_is_half():
    first, *_ = ONE.split("\n\n\n")
    rest = OTHER.split("\n\n\n")[1:]
    assert 0.15 < share({"a": ONE}, {"a": "\n\n\n".join([first, *rest])}) < 0.6


def test_what_was_given_does_not_count():
    assert share({"a": ONE}, {"a": ONE}, footprint([ONE])) == 0
    assert share({"a": ONE + OTHER}, {"a": renamed(ONE) + renamed(OTHER)}, footprint([ONE])) == 1


def test_a_run_of_equal_tokens_is_found_wherever_it_stands():
    """The guarantee of winnowing."""
    run = tokens(ONE)[20 : 20 + GRAM + WINDOW - 1]
    text = ONE[run[0][1] : run[-1][2]]
    assert set(winnow(tokens(ONE))) & set(winnow(tokens(f"y = 1\n{text}\nz = {{}}")))


def test_what_everybody_has_says_less():
    """Twelve share a helper; two of them share the rest too."""
    helper = OTHER.split("\n\n\n")[1]
    own = [f"def own(x):\n    return {'+'.join(f'x**{n}*{n + k}' for n in range(9))}" for k in range(12)]
    class_ = {f"s{k}": Work.of({"a": helper + own[k]}, frozenset()) for k in range(12)}
    class_["copy"] = Work.of({"a": helper + own[0]}, frozenset())
    found = pairs(class_, ALIKE)
    assert [(pair.first, pair.second) for pair in found] == [("copy", "s0")]
    assert found[0].share > 0.99


def test_of_short_work_nothing_is_said():
    assert pairs({s: Work.of({"a": "def f(x):\n    return x + 1"}, frozenset()) for s in "ab"}) == []


def test_text_answers_are_read_as_words():
    essay = " ".join(f"Since term {n} vanishes, so does the {n}th derivative of the loss." for n in range(9))
    other = " ".join(f"Every weight moves by 1/m, and {n} of them move the sum by {n}/m." for n in range(9))
    works = {
        s: Work.of({"why": t}, frozenset(), ["why"])
        for s, t in (("a", essay), ("b", essay.upper()), ("c", other))
    }
    assert [(p.first, p.second, p.share) for p in pairs(works)] == [("a", "b", 1.0)]


def test_anything_can_be_read():
    for text in ("", "'", "\\", '"""', "\ud800", "(" * 9999, "é = '\n'" * 9, "0" * 99_999):
        assert len(tokens(text)) <= alike.MAX_TOKENS
        winnow(tokens(text))


# ---- how often honest work is called alike
def ways(assignment: str) -> dict[str, list[str]]:
    """Exercise -> its right answers by different authors: those of the corpus, and the solution."""
    source = notebook.read(notebook.source_file(assignment))
    found = {notebook.grade_id(cell): [] for cell in source.cells if notebook.is_solution(cell)}
    for path in sorted((notebook.ROOT / "tests/corpus" / assignment / "accept").glob("*.py")):
        for name, text in notebook.parse_answers(path.read_text()).items():
            if name in found:
                found[name].append(text)
    answers = notebook.reference_answers(source)
    return {name: [*texts, answers[name]] for name, texts in found.items()}


def drawn(texts: dict[str, list[str]], dice: random.Random) -> tuple[dict[str, str], dict[str, str]]:
    """Two notebooks of different authors in every exercise."""
    both = {name: dice.sample(several, 2) for name, several in texts.items() if len(several) > 1}
    return {n: one for n, (one, _) in both.items()}, {n: other for n, (_, other) in both.items()}


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_honest_work_stays_far_below_the_threshold_and_copies_of_it_far_above(assignment):
    """Pairs of notebooks, each exercise by two different authors: no false alarm. Of 300 pairs an assignment (1500)
    none reached .30, the largest shared .13; means are .02 to .05, and .30 is nine standard deviations above each.
    docs/semester.md and the page say so. The pairs are drawn from some 300 texts, so they are not independent."""
    source = notebook.read(notebook.source_file(assignment))
    given = footprint(cell.source for cell in notebook.release(source).cells)
    texts, dice, shares = ways(assignment), random.Random(assignment), []
    for _ in range(30):
        one, other = drawn(texts, dice)
        shares.append(share(one, other, given))
    assert max(shares) < ALIKE * 2 / 3
    assert np.mean(shares) + 6 * np.std(shares) < ALIKE
    copy = {name: renamed(text) for name, text in reversed(one.items())}
    assert share(one, copy, given) > 0.89, "renamed and reordered"
    assert share(one, copy | dict(list(other.items())[: len(other) // 2]), given) > ALIKE, "half of it"
