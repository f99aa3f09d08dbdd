"""What a student sees: every assignment in a real JupyterLab in a real browser, from opening to a saved notebook.

Needs Debian's chromium (`make test` installs it). The Validate button is pressed in one assignment: what it says of the
others follows from the run of a student, see `tests/assignments`. How long the pictures of the panels take is printed
as a table, a better one with `--moves 15`.
"""

import re
from pathlib import Path

import nbformat
import pytest
from laboratory import TOKEN
from playwright.sync_api import Page, expect
from student import connect, end_kernels, patient, save, shot, until
from target import make_cell

from grading import notebook

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def patience(page):
    patient(page)


@pytest.fixture(params=notebook.assignments())
def assignment(request):
    return request.param


def put(path: Path, cells: list[nbformat.NotebookNode]) -> None:
    """A notebook for which no kernel has to be chosen."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)


PANEL = """from utils import plots, widgets
def draw(a):
    figure, (ax,) = plots.canvas()
    plots.describe(ax, f'a line up to {a}')
    return figure
widgets.explore(draw, a=widgets.slider('a', 0, 2, value=1))"""
SAID = "print('a sentence that is longer than the window is wide, ' * 6)"


def test_a_student_sees_no_door_of_the_instructor_and_panels_keep_their_picture(page, lab):
    """Saved, its kernel gone, opened again: the picture of the panel is there, with its alt text."""
    address, folder = lab
    cells = [nbformat.v4.new_code_cell(c, id=f"c{i}") for i, c in enumerate(["%load_ext utils", PANEL, SAID])]
    put(folder / "panel.ipynb", cells)
    url = f"{address}/lab/tree/panel.ipynb?token={TOKEN}&reset"
    page.goto(url)
    page.locator(".jp-CodeCell").nth(2).wait_for()
    connect(page)
    for number in range(3):
        run(page, number)
    said = page.locator(".jp-CodeCell").nth(2).locator(".jp-OutputArea-output pre")
    assert said.evaluate("e => getComputedStyle(e).wordBreak") == "normal"
    assert page.get_by_text("Validate", exact=True).count() == 1
    doors = page.locator(
        "[title*='Create Assignment'], [title*='Formgrader'], .lm-MenuBar-itemLabel:text('Nbgrader')"
    )
    assert doors.count() == 0
    page.locator(".jp-CodeCell").nth(1).locator("img").wait_for()
    save(page, "panel.ipynb")
    (panel,) = notebook.read(folder / "panel.ipynb").cells[1].outputs
    assert set(panel.data) == {"image/png", "text/plain"}  # once, and no control that would have no kernel
    end_kernels(page, address)
    page.goto(url)
    picture = page.locator(".jp-CodeCell").nth(1).locator("img")
    picture.wait_for()
    assert picture.get_attribute("alt") == "a line up to 1"
    shot(page, "panel", "reopened")
    assert "Error displaying widget" not in page.locator("body").inner_text()


CHECK = """# Test: two is three.
assert 2 == 3, "Two is less than three, < and not =."
# Check less of two: 1 of 1 here; 1 in the notebook."""


def test_validate_says_which_check_fails_and_why(page, lab):
    """In the words of the check: neither its source nor a traceback."""
    address, folder = lab
    check = make_cell("two_less", "test", CHECK)
    loaded = nbformat.v4.new_code_cell("%load_ext utils", id="setup")
    put(folder / "failing.ipynb", [loaded, check])
    page.goto(f"{address}/lab/tree/failing.ipynb?token={TOKEN}&reset")
    page.locator(".jp-CodeCell").nth(1).wait_for()
    page.get_by_text("Validate", exact=True).click()
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("✗ Two is less than three, < and not =.")
    expect(dialog).to_contain_text("two: two is three.")
    assert "assert" not in dialog.inner_text()


def test_a_student_works_through_it(assignment, student_run, record_property):
    """`student.work_through`, from the notebook as received to a saved one whose panels are alive."""
    saved = student_run(assignment)
    for row in (saved.parent / "latencies").read_text().splitlines():
        record_property("latency", row)


ASK = (
    'guess("first loss", loss=[(10, ...), (100, ...)], over="step", factor=3)\n'
    'guess("better", by=..., options=("A", "B"))'
)
SHOW = 'reveal("first loss", loss=[(10, 0.5), (100, 0.04)])\nreveal("better", by="B")\nguesses()'


@pytest.fixture(params=["lab/tree", "notebooks"], ids=["JupyterLab", "Notebook 7"])
def asking(request, page: Page, lab):
    """(file, address) of a notebook with a guess and its reveal, open in one of the two front ends of the server."""
    address, folder = lab
    path = folder / f"guess-{request.param.partition('/')[0]}.ipynb"
    sources = ["from utils.guess import guess, guesses, reveal", ASK, SHOW]
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    put(path, cells)
    url = f"{address}/{request.param}/{path.name}?token={TOKEN}"
    page.goto(f"{url}&reset" if "lab" in request.param else url)
    page.locator(".jp-CodeCell").nth(2).wait_for()
    connect(page)
    return path, url


def run(page: Page, number: int):
    """Run one cell, wait for its end, and return it."""
    cell = page.locator(".jp-CodeCell").nth(number)
    prompt = cell.locator(".jp-InputPrompt").first
    before = prompt.inner_text()

    def press() -> None:
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")

    until(press, lambda limit: expect(prompt).not_to_have_text(before, timeout=limit))
    expect(prompt).to_have_text(re.compile(r"\[\d+\]:"))
    return cell


def test_a_guess_made_by_hand_is_written_into_its_cell_saved_and_reopened(page, asking):
    """In JupyterLab and in Notebook 7, which keeps the arrow keys for its cells: PageUp moves a handle in both."""
    path, url = asking
    run(page, 0)
    ask = run(page, 1)
    expect(ask).to_contain_text("no guess yet")
    handles = ask.locator("[role=slider]")
    expect(handles).to_have_count(2)
    shot(page, path.stem, "open")
    for handle, key in zip(handles.all(), ("PageDown", "PageUp")):
        handle.focus()
        handle.press(key)
    ask.get_by_label("B", exact=True).check()
    expect(ask).to_contain_text("Run the cell again and it will read")
    low, high = (ask.get_by_label(f"loss at step {x}:").input_value() for x in (10, 100))
    assert float(low) < 1 < float(high)
    shot(page, path.stem, "set")
    expect(run(page, 1)).to_contain_text("● first loss: noted")
    made = ASK.replace("(10, ...), (100, ...)", f"(10, {low}), (100, {high})").replace("by=...", "by='B'")
    source = page.locator(".jp-CodeCell").nth(1).locator(".cm-line")
    expect(source).to_have_text(made.splitlines())
    right = "You said by = 'B' (right): 1 of 1."
    expect(run(page, 2)).to_contain_text(right)
    save(page, path.name)
    assert notebook.read(path).cells[1].source == made
    page.goto(url)
    cells = page.locator(".jp-CodeCell")
    expect(cells.nth(1)).to_contain_text("● first loss: noted")
    expect(cells.nth(1).locator(".cm-line")).to_have_text(made.splitlines())
    expect(cells.nth(2)).to_contain_text(right)
    assert "Error displaying widget" not in page.locator("body").inner_text()
    shot(page, path.stem, "reopened")
