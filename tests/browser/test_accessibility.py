"""Who reads with a screen reader, with the keyboard or with poor sight: axe-core on every page that people are given.

The pages are the notebooks, solved, run and exported to HTML, a page of feedback, those of an instructor, and the
playground.
"""

import dataclasses
import re
from html import escape

import nbformat
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from nbconvert import HTMLExporter
from playwright.sync_api import Page, expect
from target import CHECKS, target

from grading import notebook
from grading.alike import Work, pairs
from grading.attention import KINDS, Concern
from grading.evidence import Table
from grading.marking import Question, Shown
from grading.pages import alike, attention, evidence, marking
from grading.runner import Outcome

pytestmark = pytest.mark.slow

# Rule -> what of nbconvert's template breaks it and is not ours to change.
NOT_OURS = {
    "color-contrast": ".jp-InputPrompt, .jp-OutputPrompt",  # light gray
}
PLACEHOLDER = "No description has been provided for this image"  # nbconvert's own alt text


def violations(page: Page, html: str) -> list[str]:
    """Serious and critical violations of the page, one line for each element; nothing is loaded from the network."""
    page.route("**/*", lambda route: route.abort())
    page.set_content(html, wait_until="domcontentloaded")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    # Syntax colours have 4.2 to 4.5 on light gray, which is nbconvert's too, and thousands of spans take long.
    page.evaluate(
        "document.querySelectorAll('.highlight pre').forEach(e => { e.textContent = e.textContent; })"
    )
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        """async notOurs => {
            const {violations, passes} = await axe.run({resultTypes: ['violations']});
            return {passes: passes.length, violations: violations.flatMap(rule => rule.nodes
                .filter(node => !notOurs[rule.id] || !document.querySelector(node.target[0]).matches(notOurs[rule.id]))
                .map(node => [rule.id, node.impact, node.target[0], node.failureSummary]))};
        }""",
        NOT_OURS,
    )
    assert found["passes"] > 10, "axe found little to check: is the page empty?"
    return [": ".join(v) for v in found["violations"] if v[1] in ("serious", "critical")]


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_an_exported_notebook(assignment, student_run, page):
    path = student_run(assignment)
    outputs = [o for c in notebook.read(path).cells for o in c.get("outputs", [])]
    figures = [o.metadata["image/png"]["alt"] for o in outputs if "image/png" in o.get("data", {})]
    assert len(figures) > 5
    html, _ = HTMLExporter(embed_images=True).from_filename(str(path))
    assert html.count('src="data:image/png') > len(figures)
    assert violations(page, html) == []
    # The default template drops the alt texts of outputs; this one, which README recommends, keeps them.
    html, _ = HTMLExporter(embed_images=True, template_name="classic").from_filename(str(path))
    assert PLACEHOLDER not in html
    assert [alt for alt in figures if escape(alt, quote=False) not in html.replace("&#39;", "'")] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_feedback_page(scheme, feedback_page, page):
    page.emulate_media(color_scheme=scheme)
    assert violations(page, feedback_page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["attention", "evidence", "alike", "questions", "marking"])
def test_the_pages_of_an_instructor(name, scheme, page):
    """With something to say in every part."""
    page.emulate_media(color_scheme=scheme)
    code = "\n".join(
        f"def f{n}(x, y):\n    return [x.sum() + {n} * y[k] - {n + k} for k in y]"
        for n in range(9)
        for k in (1,)
    )
    works = {student: Work.of({"f": code}, frozenset()) for student in ("ada", "bob")}
    cells = [
        {"id": c, "metadata": {"grading": {"status": "failed", "score": 0, "message": "No."}}} for c in CHECKS
    ]
    question = Question(
        "why", 2, "## Why\n\nWhy is $x<2x$?", "Since $x>0$.\n\n**Marking scheme.** Two.", 1, 2, 3
    )
    waits = Shown(1, "<div><p>Since $x &gt; 0$.</p></div>", "v", "a", None, "", 0, True)
    answers = [waits, dataclasses.replace(waits, number=2, grade="b", points=1.5, comment="So?", waits=False)]
    concerns = tuple(Concern(kind, "what was seen") for kind in KINDS)
    pages = {
        "attention": lambda: attention.page(
            "ps", [Outcome("ada", "graded", 1, 2, concerns=concerns, page="x")], "http://x"
        ),
        "evidence": lambda: evidence.page("ps", Table.of(target(), [(s, cells) for s in "abcde"])),
        "alike": lambda: alike.page("ps", works, pairs(works), 0.3),
        "questions": lambda: marking.overview("ps", [question], "/m"),
        "marking": lambda: marking.page("ps", [question], question, answers, 1, 2, "/m", "nonce", "token"),
    }
    assert violations(page, pages[name]()) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_playground(scheme, page):
    page.emulate_media(color_scheme=scheme)
    assert violations(page, (notebook.ROOT / "docs" / "playground.html").read_text()) == []


def test_the_playground_is_played_with_keys_and_on_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto((notebook.ROOT / "docs" / "playground.html").as_uri())
    point, said = page.get_by_label("point 8 of 15"), page.get_by_role("status")
    before = said.inner_text()
    point.press("PageUp")
    expect(said).not_to_have_text(before)
    assert float(point.get_attribute("aria-valuenow")) > 0
    point.press("End")
    expect(point).to_have_attribute("aria-valuenow", "1.50")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert point.bounding_box()["width"] >= 14
    page.get_by_label("output scale").press("End")
    expect(said).to_have_text(re.compile(r"^Network and tangent differ by [01]\."))


def test_faults_are_found(page):
    """Pale words, a link without words and a picture without alt text, in a page that is right otherwise."""
    text = "# A\n\n<p style='color: #bbb'>pale</p>\n\n<a href='x'></a>\n\n<img src='data:,'>"
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    html, _ = HTMLExporter().from_notebook_node(nb)
    assert {v.split(":")[0] for v in violations(page, html)} == {"color-contrast", "link-name"}
    assert PLACEHOLDER in html
