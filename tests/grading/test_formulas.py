"""Formulas as MathML: those of the course are all read, and what a student types as one does nothing."""

import re
import time

import pytest

from grading import notebook
from grading.formulas import mathematics, mathml, sentence
from grading.pages.prose import harmless


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_every_formula_of_the_course_is_read(assignment):
    source = notebook.read(notebook.source_file(assignment))
    text = "\n\n".join(cell.source for cell in source.cells if cell.cell_type == "markdown")
    page = mathematics(harmless(text))
    shown = re.sub(r"<(math|code|pre)\b.*?</\1>", "", page, flags=re.S)
    assert page.count("<math") > 50
    assert "$" not in shown
    assert not re.search(r"\\[a-z]+", shown)
    assert not re.search(r">[^<]*\\[a-z]+", "".join(re.findall(r"<math.*?</math>", page, re.S)))


HOSTILE = {
    "script": r"\text{<script>alert(1)</script>}",
    "picture": r"\text{<img src=x onerror=alert(1)>}",
    "link": r"\href{javascript:alert(1)}{x}",
    "style": r"\style{position:fixed}{x} \class{a}{x} \cssId{a}{x}",
    "foreign": r"\text{<annotation-xml encoding=text/html><style><img src=x onerror=alert(1)></style>}",
    "end": r"x</math><script>alert(1)</script>",
}


@pytest.mark.parametrize("latex", HOSTILE.values(), ids=HOSTILE)
def test_a_formula_of_a_student_does_nothing(latex):
    for page in (mathml(latex) or "", mathematics(harmless(f"${latex}$")), str(sentence(f"${latex}$"))):
        assert not re.search(r"<(script|img|style|a|annotation)\b", page, re.I)
        assert not re.search(r"<[^>]*\s(on\w+|href|style|class|id|src)\s*=", page, re.I)


BOMBS = {
    "braces": "{" * 2000,
    "fractions": r"\frac{1}" * 300,
    "roots": r"\sqrt{" * 300,
    "matrices": r"\begin{matrix}" * 100,
    "own commands": r"\def\a{xx}"
    + "".join(rf"\def\{b}{{\{a}\{a}}}" for a, b in zip("abcdefghij", "bcdefghijk")),
    "new commands": r"\newcommand{\x}{\x\x}\x",
    "long": "x+" * 50_000,
    "nothing": "",
    "half": r"\frac{1",
}


@pytest.mark.parametrize("latex", BOMBS.values(), ids=BOMBS)
def test_what_cannot_be_read_stays_as_typed(latex):
    started = time.process_time()
    assert mathml(latex) is None or len(mathml(latex)) < 100_000
    assert "$" + latex[:5] in mathematics(f"a ${latex}$ b") or mathml(latex) is not None
    assert time.process_time() - started < 2


def test_what_is_no_formula_stays():
    for text in ("It costs $5 or $6.", "<code>$HOME/$USER</code>", "<pre>a$b$c</pre>", r"\$x\$", "$ x $ y"):
        assert mathematics(text) == text
    assert str(sentence("<b>$")) == "&lt;b&gt;$"
