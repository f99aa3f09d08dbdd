"""A hostile text answer in the formgrader, in a real browser: nothing of it runs in the instructor's session.

The same texts, put into the record as they are, do run: so these tests can fail.
"""

import base64
import json
import shutil
from pathlib import Path

import nbformat
import pytest
from target import make_cell, make_notebook
from teacher import TOKEN

from grading import notebook
from grading.course import Course
from grading.runner import grade_class

pytestmark = pytest.mark.slow
ARTIFACTS = notebook.ROOT / "tests" / "artifacts"
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
# What a script would do: rename the page, write a file into the course, open a dialog.
DEED = """document.title = "REACHED";
fetch("/api/contents/REACHED.txt", {method: "PUT", body: JSON.stringify({type: "file", format: "text", content: ""}),
    headers: {"X-XSRFToken": (document.cookie.match("_xsrf=([^;]*)") || [])[1]}});
alert("REACHED");"""
RUN = f"eval(atob('{base64.b64encode(DEED.encode()).decode()}'))"
HOSTILE = {
    "script": f"<script>{RUN}</script>",
    "onerror": f'<img src=x onerror="{RUN}">',
    "link": f"[press](javascript:{RUN.replace('(', '%28').replace(')', '%29')})",
    "anchor": f'<a href="javascript:{RUN}">press</a>',
    "srcdoc": f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    "svg": f'<svg onload="{RUN}"></svg>',
    "details": f'<details open ontoggle="{RUN}">x</details>',
    "focus": f'<input autofocus onfocus="{RUN}">',
    "form": f'<form action="javascript:{RUN}"><input type=submit value=press></form>',
    "style": f'<style onload="{RUN}">* {{display: none}}</style>',
}
# Nothing of these may be lost on the way.
MATHEMATICS = ["$x < y$", "$a<b$", "$$\n\\lVert w \\rVert^2 & > 0 \\\\ x\n$$", "\\\\(p>q\\\\)"]
ENDS_THE_PAGE = "$a</script><script>" + RUN + "</script>$"


def answer(texts) -> bytes:
    """A submission: an answer of these paragraphs, and a markdown cell of the same beside it."""
    nb = notebook.fill(SOURCE, {"double": "def double(x):\n    return 2 * x"})
    text = "\n\n".join(texts)
    cell = next(cell for cell in nb.cells if cell.id == "why")
    cell.source = text + "\n\n![my photograph](attachment:a.png)\n\nThe end."
    cell["attachments"] = {"a.png": {"image/png": PICTURE}}
    nb.cells.append(nbformat.v4.new_markdown_cell(text))
    return notebook.dumps(nb)


SOURCE = make_notebook(
    make_cell(
        "double", "solution", "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    ),
    make_cell("double_value", "test", '# Test: two.\nassert double(2) == 4, "Twice two."'),
    make_cell("why", "manual", "Because."),
)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A graded course of two: mallory hands in hostile text, ada mathematics."""
    root = tmp_path_factory.mktemp("instructor") / "course"
    root.mkdir()
    shutil.copy(notebook.ROOT / "nbgrader_config.py", root)
    notebook.write(SOURCE, root / "source/ps/ps.ipynb")
    for student, texts in {"mallory": [*HOSTILE.values(), ENDS_THE_PAGE], "ada": MATHEMATICS}.items():
        path = root / f"submitted/{student}/ps/ps.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(answer(texts))
    course = Course(root)
    course.register("ps")
    assert {o.status for o in grade_class("ps", course, workers_number=1)} == {"graded"}
    return course


@pytest.fixture
def visit(server, course, browser):
    """student -> what happens when the instructor opens the submission and presses whatever asks for it."""
    contexts = []

    def visited(student: str, picture: bool = True) -> dict:
        with course.gradebook() as gradebook:
            number = gradebook.find_submission_notebook("ps", "ps", student).id
        context = browser.new_context()
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        dialogs, requests = [], []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: requests.append((request.method, request.url)))
        page.goto(f"{server}/formgrader/submissions/{number}/?token={TOKEN}", wait_until="domcontentloaded")
        page.wait_for_function("document.querySelector('#why') && window.jQuery")
        shown = page.locator("#notebook").first
        for press in shown.get_by_text("press", exact=True).all():
            press.dispatch_event("click")
        shown.locator("input[type=submit]").evaluate_all("found => found.forEach(f => f.click())")
        page.wait_for_timeout(300)  # a script that runs has run by then; the control below runs within it
        if picture:
            page.screenshot(path=ARTIFACTS / f"formgrader-{student}.png", full_page=True)
        return {
            "title": page.title(),
            "dialogs": dialogs,
            "requests": requests,
            "text": shown.inner_text(),
            "pictures": shown.locator("img").evaluate_all("all => all.map(i => i.naturalWidth)"),
        }

    ARTIFACTS.mkdir(exist_ok=True)
    yield visited
    for context in contexts:
        context.close()


def foreign(seen: dict, server: str) -> list:
    """Requests that the page of nbgrader does not make by itself: it reads its own server, and fetches MathJax."""
    mine = (server, "https://cdnjs.cloudflare.com/ajax/libs/mathjax/", "data:")
    return [(m, url) for m, url in seen["requests"] if m != "GET" or not url.startswith(mine)]


def record(course) -> Path:
    return course.root / "autograded/mallory/ps/ps.ipynb"


def test_nothing_of_a_hostile_answer_runs(visit, server, course):
    before = sorted(course.root.iterdir())
    seen = visit("mallory")
    assert seen["title"] == "ps"
    assert seen["dialogs"] == []
    assert foreign(seen, server) == []
    assert sorted(course.root.iterdir()) == before
    assert "The end." in seen["text"]
    assert "def double(x):" in seen["text"]
    assert 1 in seen["pictures"]


@pytest.mark.parametrize("name", HOSTILE)
def test_the_control_runs(visit, server, course, name):
    """Each text alone, unsanitised in the record, takes the page over."""
    path = record(course)
    kept = path.read_bytes()
    nb = json.loads(kept)
    for cell in nb["cells"]:
        if cell["id"] == "why":
            cell["source"] = HOSTILE[name]
    path.chmod(0o644)
    path.write_text(json.dumps(nb))
    try:
        seen = visit("mallory", picture=False)
        assert seen["title"] == "REACHED" or seen["dialogs"], seen
    finally:
        path.write_bytes(kept)
        (course.root / "REACHED.txt").unlink(missing_ok=True)


def test_mathematics_and_photographs_stay(visit):
    seen = visit("ada")
    for shown in ("$x < y$", "$a<b$", "\\lVert w \\rVert^2 & > 0 \\\\ x", "$p>q$"):
        assert shown in seen["text"]
    assert seen["pictures"] == [1]
