"""A student's session in JupyterLab: an assignment opened as received, answered, run whole, saved.

What every student must find is asserted on the way. The notebook that is saved is the run of a student, which other
tests read. Screenshots stay in tests/artifacts/.
"""

import re
import shutil
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path
from statistics import median

import nbformat
from laboratory import TOKEN
from playwright.sync_api import Page, expect

from grading import notebook
from grading.notebook import is_solution, is_test

ARTIFACTS = notebook.ROOT / "tests" / "artifacts"
PATIENCE = 120_000  # ms for a whole notebook on a busy machine; conditions end the waiting, not the clock
VALIDATED = "birth_death"  # whose Validate button is pressed


def patient(page: Page) -> None:
    """Waiting ends with its condition, on a busy machine too."""
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)


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


def work_through(page: Page, address: str, folder: Path, assignment: str, moves: int) -> list[str]:
    """Do the assignment that lies in `folder` of the server at `address`, its first exercise with a mistake.

    The notebook is saved as `saved.ipynb` before the panels are moved; a row of the table of latencies for each.
    """
    patient(page)
    source = notebook.read(notebook.source_file(assignment))
    first = next(number for number, cell in enumerate(source.cells) if is_solution(cell))
    cells = open_received(page, address, folder, source, first)
    look_around(page, assignment)
    meet_the_first_exercise(page, cells, source, first, assignment)
    run_whole(page)
    save(page, f"{assignment}.ipynb")
    shutil.copy(folder / f"{assignment}.ipynb", folder / "saved.ipynb")
    rows = move_panels(page, assignment, moves)
    if assignment == VALIDATED:
        page.locator(".jp-NotebookPanel:visible").get_by_text("Validate", exact=True).click()
        expect(page.locator(".jp-Dialog")).to_contain_text("Success")
        shot(page, assignment, "validated")
    return rows


def open_received(page: Page, address: str, folder: Path, source: nbformat.NotebookNode, first: int):
    """The cells of the release in a tab with a kernel ready; what comes after the first exercise is answered already,
    and at the end stands the question whose `utils` it is."""
    answers = notebook.reference_answers(source)
    del answers[source.cells[first].id]
    nb, assignment = notebook.fill(source, answers), folder.name
    nb.cells.append(nbformat.v4.new_code_cell("import utils\n\nutils.__file__", id="whose-utils"))
    notebook.write(nb, folder / f"{assignment}.ipynb")
    page.goto(f"{address}/lab/tree/{assignment}/{assignment}.ipynb?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-RenderedMarkdown h1")
    connect(page)
    return page.locator(".jp-Notebook > .jp-WindowedPanel-outer .jp-Cell, .jp-Notebook .jp-Cell")


def look_around(page: Page, assignment: str) -> None:
    """Pictures of the text are there, nothing is to be saved, and the table of contents can be read."""
    shot(page, assignment, "start")
    for picture in page.locator(".jp-RenderedMarkdown img").all():
        assert picture.get_attribute("alt")
        picture.evaluate("i => i.decode()")  # an error where it cannot be shown
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    page.keyboard.press("Control+Shift+K")
    headings = page.locator(".jp-tocItem-content")
    headings.filter(has_text=re.compile(r"Exercise \d+")).nth(3).wait_for()
    # Once it has its width; a heading that stays cut ends in the error of the waiting.
    page.wait_for_function(
        """() => [...document.querySelectorAll('.jp-tocItem-content')].every(
            e => e.scrollWidth <= e.clientWidth + 1)"""
    )


def meet_the_first_exercise(page: Page, cells, source, number: int, assignment: str) -> None:
    """Run all, stop at the exercise; answer it wrongly, see its first check fail; mend it, see its receipt."""
    begun = page.locator(".jp-InputPrompt", has_text=re.compile(r"\[[*\d]+\]:"))
    until(
        lambda: choose(page, "Run All Cells"), lambda limit: expect(begun).not_to_have_count(0, timeout=limit)
    )
    assert "not solved yet" in told(page, assignment, "unsolved")

    cell = source.cells[number]
    tests = len(list(takewhile(is_test, source.cells[number + 1 :])))
    right = notebook.without_markers(cell.source)
    head, indent, _ = re.split(r"^( +)return\b", right, maxsplit=1, flags=re.M)
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
    expect(errors(page)).to_have_count(0)
    for place in range(number + 1, number + 1 + tests):
        expect(cells.nth(place).locator(".jp-OutputArea-output")).to_have_text(re.compile("^[✓○]"))
    expect(cells.nth(number + tests)).to_contain_text(re.compile(rf"{cell.id}: (\d+) of \1 here"))
    shot(page, assignment, "receipt")


def run_whole(page: Page) -> None:
    """With a fresh kernel every cell runs without error; checks say so, and every figure has its words."""
    settle(page)
    choose(page, "Restart Kernel and Run All Cells…")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    finish(page)
    assert page.locator(".jp-OutputArea-output", has_text="✓").count() > 5
    pictures = page.locator(".jp-OutputArea-output img").all()
    assert len(pictures) > 5
    assert [p.get_attribute("alt") for p in pictures if len(p.get_attribute("alt") or "") < 20] == []


def save(page: Page, name: str) -> None:
    """Press the keys, and wait until the server has the notebook of this name."""
    with page.expect_response(lambda r: r.request.method == "PUT" and name in r.url):
        page.keyboard.press("Control+S")


def move_panels(page: Page, assignment: str, moves: int) -> list[str]:
    """Move every slider there and back with the keyboard: its picture must change; a row of how long that takes."""
    rows = []
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
            heard = [handle.get_attribute(f"aria-{name}") for name in ("label", "valuetext")]
            assert heard == beside, "what is heard is not what is seen"
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
        rows.append(f"{assignment:16} {number:5} {median(times):9.0f} {max(times):7.0f} {len(times):6}")
        if number == 0:
            shot(page, assignment, "widget")
    return rows


def await_kernel(page: Page) -> None:
    """Until it is connected: the page calls it idle before that, and drops what is sent to it then."""
    page.wait_for_function(
        """async () => (await (await fetch('/api/sessions')).json()).some(s => location.pathname.endsWith('/' + s.path)
            && s.kernel.connections > 0 && s.kernel.execution_state === 'idle')"""
    )


def connect(page: Page) -> None:
    """Wait for the kernel, and until the page calls it idle."""
    await_kernel(page)
    expect(page.locator(".jp-Notebook-ExecutionIndicator:visible")).to_have_attribute("data-status", "idle")


def end_kernels(page: Page, address: str) -> None:
    """All that run on the server."""
    for session in page.request.get(f"{address}/api/sessions?token={TOKEN}").json():
        page.request.delete(f"{address}/api/sessions/{session['id']}?token={TOKEN}")


def until(act: Callable[[], None], seen: Callable[[int], None]) -> None:
    """Act, once more if nothing is seen of it: a kernel that has just been connected may drop what it is sent."""
    try:
        act()
        seen(PATIENCE // 10)
    except AssertionError:
        act()
        seen(PATIENCE)


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
    last = page.locator(".jp-CodeCell .jp-InputPrompt").last
    expect(last).to_have_text(re.compile(r"\[\d+\]:"))
    settle(page)
    assert errors(page).all_inner_texts() == []


def errors(page: Page):
    """Outputs that report a failed check or an exception; a progress bar goes to stderr too and is none."""
    red = page.locator("[data-mime-type='application/vnd.jupyter.stderr']")
    return red.filter(has_text=re.compile("✗|○|Error|Traceback"))


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


def shot(page: Page, assignment: str, what: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{assignment}-{what}.png")
