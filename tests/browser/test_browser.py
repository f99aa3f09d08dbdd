"""What a student sees: every assignment in a real JupyterLab in a real browser, from opening to a validated notebook.

Needs Debian's chromium (`make test` installs it); screenshots stay in tests/artifacts/. The Validate button is pressed
in one assignment: what it says of the others follows from the run of a student, see `tests/assignments`. How long the
pictures of the panels take is printed as a table, a better one with `--moves 15`.
"""

import re
import shutil
from collections.abc import Callable
from itertools import takewhile
from statistics import median

import nbformat
import pytest
from laboratory import TOKEN, serve
from playwright.sync_api import Page, expect
from target import make_cell

from grading import notebook
from grading.notebook import is_solution, is_test

pytestmark = pytest.mark.slow

ARTIFACTS = notebook.ROOT / "tests" / "artifacts"
PATIENCE = 120_000  # ms for a whole notebook on a busy machine; conditions end the waiting, not the clock
VALIDATED = "birth_death"  # whose Validate button is pressed
# In the page: `shown` is a promise of the ms from the next key in the panel to a new picture, decoded, in its place.
CLOCK = """panel => {
    const old = panel.querySelector("img").src;
    let pressed;
    panel.addEventListener("keydown", () => { pressed = performance.now(); }, {capture: true, once: true});
    window.shown = new Promise(resolve => {
        const watch = new MutationObserver(() => {
            const picture = panel.querySelector("img");
            if (picture && picture.src !== old) {
                watch.disconnect();
                picture.decode().then(() => resolve(performance.now() - pressed));
            }
        });
        watch.observe(panel, {subtree: true, childList: true, attributes: true});
    });
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A running JupyterLab as `start.py` opens it, on an empty folder: (address, folder)."""
    with serve(tmp_path_factory.mktemp("student")) as served:
        yield served


@pytest.fixture(autouse=True)
def patience(page):
    """Waiting ends with its condition, on a busy machine too."""
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)


def open_notebook(page: Page, lab, assignment: str, solved: bool) -> None:
    """A fresh copy of the release, solved or as received, in a tab of JupyterLab with a kernel ready."""
    address, folder = lab
    place = folder / assignment
    if not place.exists():
        shutil.copytree(notebook.release_file(assignment).parent, place)
    name = "solved" if solved else "received"
    source = notebook.read(notebook.source_file(assignment))
    nb = notebook.fill(source, notebook.reference_answers(source) if solved else {})
    notebook.write(nb, place / f"{name}.ipynb")
    page.goto(f"{address}/lab/tree/{assignment}/{name}.ipynb?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-RenderedMarkdown h1")
    connect(page)


def connect(page: Page) -> None:
    """Wait for the kernel: the page calls it idle before it is connected, and drops what is sent to it then."""
    page.wait_for_function(
        """async () => (await (await fetch('/api/sessions')).json()).some(s => location.pathname.endsWith('/' + s.path)
            && s.kernel.connections > 0 && s.kernel.execution_state === 'idle')"""
    )
    expect(page.locator(".jp-Notebook-ExecutionIndicator:visible")).to_have_attribute("data-status", "idle")


def choose(page: Page, entry: str) -> None:
    """An entry of the menu Run."""
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
    page.get_by_text(entry, exact=True).click()


def settle(page: Page) -> None:
    """Wait until no cell is waiting: what is sent while the kernel drops the cells behind an error is dropped too."""
    expect(page.locator(".jp-InputPrompt", has_text="[*]:")).to_have_count(0)
    expect(page.locator(".jp-Notebook-ExecutionIndicator:visible")).to_have_attribute("data-status", "idle")


def finish(page: Page) -> None:
    """Wait until every cell has been run, without error."""
    settle(page)
    assert errors(page).all_inner_texts() == []
    last = page.locator(".jp-CodeCell .jp-InputPrompt").last
    expect(last).to_have_text(re.compile(r"\[\d+\]:"))


def errors(page: Page):
    """Outputs that report a failed check or an exception; a progress bar goes to stderr too and is none."""
    red = page.locator("[data-mime-type='application/vnd.jupyter.stderr']")
    return red.filter(has_text=re.compile("✗|○|Error|Traceback"))


def shot(page: Page, assignment: str, what: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{assignment}-{what}.png")


@pytest.fixture(params=notebook.assignments())
def assignment(request):
    return request.param


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
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "panel.ipynb")
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
    with page.expect_response(lambda r: r.request.method == "PUT" and "panel.ipynb" in r.url):
        page.keyboard.press("Control+S")
    (panel,) = notebook.read(folder / "panel.ipynb").cells[1].outputs
    assert set(panel.data) == {"image/png", "text/plain"}  # once, and no control that would have no kernel
    for session in page.request.get(f"{address}/api/sessions?token={TOKEN}").json():
        page.request.delete(f"{address}/api/sessions/{session['id']}?token={TOKEN}")
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
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook.write(nbformat.v4.new_notebook(cells=[loaded, check], metadata=kernel), folder / "failing.ipynb")
    page.goto(f"{address}/lab/tree/failing.ipynb?token={TOKEN}&reset")
    page.locator(".jp-CodeCell").nth(1).wait_for()
    page.get_by_text("Validate", exact=True).click()
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("✗ Two is less than three, < and not =.")
    expect(dialog).to_contain_text("two: two is three.")
    assert "assert" not in dialog.inner_text()


def test_solved_it_runs_and_its_panels_are_alive(page, lab, assignment, pytestconfig, record_property):
    open_notebook(page, lab, assignment, solved=True)
    choose(page, "Run All Cells")
    finish(page)
    assert page.locator(".jp-OutputArea-output", has_text="✓").count() > 5
    pictures = page.locator(".jp-OutputArea-output img").all()
    assert len(pictures) > 5
    assert [p.get_attribute("alt") for p in pictures if len(p.get_attribute("alt") or "") < 20] == []
    widgets(page, assignment, pytestconfig.getoption("--moves"), record_property)
    if assignment == VALIDATED:
        page.locator(".jp-NotebookPanel:visible").get_by_text("Validate", exact=True).click()
        expect(page.locator(".jp-Dialog")).to_contain_text("Success")
        shot(page, assignment, "validated")


def widgets(page: Page, assignment: str, moves: int, record: Callable[[str, str], None]) -> None:
    """Move every slider there and back with the keyboard: its picture must change; note how long that takes."""
    panels = page.locator(".jp-OutputArea-output .widget-vbox:has(img)")
    assert panels.count() >= 2, "fewer than two live panels"
    for number in range(panels.count()):
        panel = panels.nth(number)
        labels = panel.locator(".widget-label")
        cut = "labels => labels.filter(l => l.scrollWidth > l.clientWidth).map(l => l.textContent)"
        assert labels.evaluate_all(cut) == []
        handles = panel.locator("[role=slider]")
        if not handles.count():
            continue
        panel.scroll_into_view_if_needed()
        times = []
        for handle in handles.all():
            beside = handle.evaluate("e => e.closest('.widget-slider').innerText.split(/\\s*\\n\\s*/)")
            told = [handle.get_attribute(f"aria-{name}") for name in ("label", "valuetext")]
            assert told == beside, "what is heard is not what is seen"
            handle.focus()
            now, last = (float(handle.get_attribute(f"aria-value{a}")) for a in ("now", "max"))
            keys = ("PageDown", "PageUp") if now > last / 2 else ("ArrowRight", "ArrowLeft")
            for key in keys:
                for _ in range(moves):
                    before = handle.get_attribute("aria-valuenow")
                    panel.evaluate(CLOCK)
                    handle.press(key)
                    if handle.get_attribute("aria-valuenow") == before:
                        break  # the end of the slider, where there is no new picture to wait for
                    times.append(page.evaluate("() => window.shown"))
        row = f"{assignment:16} {number:5} {median(times):9.0f} {max(times):7.0f} {len(times):6}"
        record("latency", row)
        if number == 0:
            shot(page, assignment, "widget")


def test_as_received_a_blank_and_a_mistake_are_told_kindly_and_can_be_mended(page, lab, assignment):
    """Run all, stop at the first exercise; answer it wrongly, see its first check fail; mend it, see its receipt."""
    source = notebook.read(notebook.source_file(assignment))
    open_notebook(page, lab, assignment, solved=False)
    shot(page, assignment, "start")
    for picture in page.locator(".jp-RenderedMarkdown img").all():
        assert picture.get_attribute("alt")
        assert picture.evaluate("i => i.complete && i.naturalWidth > 0"), picture.get_attribute("src")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    page.keyboard.press("Control+Shift+K")
    headings = page.locator(".jp-tocItem-content")
    headings.first.wait_for()
    cut = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    assert headings.evaluate_all(cut) == []
    assert len(re.findall(r"Exercise \d+", " ".join(headings.all_inner_texts()))) > 3
    choose(page, "Run All Cells")
    assert "not solved yet" in told(page, assignment, "unsolved")

    number, cell = next((i, c) for i, c in enumerate(source.cells) if is_solution(c))
    tests = len(list(takewhile(is_test, source.cells[number + 1 :])))
    right = notebook.without_markers(cell.source)
    head, indent, _ = re.split(r"^( +)return\b", right, maxsplit=1, flags=re.M)
    cells = page.locator(".jp-Notebook > .jp-WindowedPanel-outer .jp-Cell, .jp-Notebook .jp-Cell")
    settle(page)
    rewrite(page, cells.nth(number), f"{head}{indent}return None")
    run_cells(page, 1 + tests)
    expect(errors(page).first).not_to_contain_text("not solved yet")
    assert told(page, assignment, "mistake").startswith("✗")

    settle(page)
    rewrite(page, cells.nth(number), right)
    run_cells(page, 1 + tests)
    for place in range(number, number + 1 + tests):
        expect(cells.nth(place).locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"))
    assert errors(page).all_inner_texts() == []
    for place in range(number + 1, number + 1 + tests):
        expect(cells.nth(place).locator(".jp-OutputArea-output")).to_have_text(re.compile("^[✓○]"))
    expect(cells.nth(number + tests)).to_contain_text(re.compile(rf"{cell.id}: (\d+) of \1 here"))
    shot(page, assignment, "receipt")


def told(page: Page, assignment: str, what: str) -> str:
    """The first error on the page, which is a few lines and no traceback."""
    error = errors(page).first
    error.wait_for()
    error.scroll_into_view_if_needed()
    shot(page, assignment, what)
    text = error.inner_text()
    assert "Traceback" not in text
    assert len(text.splitlines()) <= 3
    return text


def run_cells(page: Page, number: int) -> None:
    """Run the selected cell and those below it, one by one."""
    for _ in range(number):
        page.keyboard.press("Shift+Enter")


def rewrite(page: Page, cell, text: str) -> None:
    """Replace the source of a cell as a student does: click, select all, type; once more if it does not stand there.

    On a busy machine the editor may hear of the click after the keys, and put the caret back where it was clicked.
    """
    cell.scroll_into_view_if_needed()
    editor = cell.locator(".cm-content")
    for _ in range(5):
        editor.click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(text)
        if editor.locator(".cm-line").all_text_contents() == text.splitlines():
            break
    else:
        raise AssertionError(f"typed {text!r}, which became {editor.inner_text()!r}")
    page.keyboard.press("Escape")


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
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
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
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(prompt).not_to_have_text(before)
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
    with page.expect_response(lambda r: r.request.method == "PUT" and path.name in r.url):
        page.keyboard.press("Control+S")
    assert notebook.read(path).cells[1].source == made
    page.goto(url)
    cells = page.locator(".jp-CodeCell")
    expect(cells.nth(1)).to_contain_text("● first loss: noted")
    expect(cells.nth(1).locator(".cm-line")).to_have_text(made.splitlines())
    expect(cells.nth(2)).to_contain_text(right)
    assert "Error displaying widget" not in page.locator("body").inner_text()
    shot(page, path.stem, "reopened")
