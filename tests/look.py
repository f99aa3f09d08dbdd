"""Pictures of a student's first ten minutes, to be looked at: `python tests/look.py [lab] [pages]`.

In `lab` start page, notebook, table of contents, a mistake, Validate, a panel opened again; in `pages` book and
playground. At three widths, at 200 %, in both themes; into tests/artifacts/look. It checks nothing: what can be
checked is in tests/browser.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from laboratory import CHROMIUM, FLAGS, TOKEN, serve
from playwright.sync_api import Page, sync_playwright
from student import await_kernel, choose, end_kernels, save

from grading import notebook
from grading.book import make_book

OUT = notebook.ROOT / "tests" / "artifacts" / "look"
SIZES = {"laptop": (1440, 900, 1), "tablet": (1024, 768, 1), "phone": (390, 844, 2), "zoomed": (720, 450, 2)}
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
SETTING = ".jupyter/lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
ASSIGNMENT = "lazy_training"


def in_lab(page: Page, address: str) -> Iterator[str]:
    """Go through the first minutes; the name of what is on the page at each stop."""
    page.goto(f"{address}/lab/tree/start.ipynb?token={TOKEN}&reset")
    page.locator(".jp-RenderedMarkdown img").last.wait_for(state="attached")
    yield "start"
    open_notebook(page, address, ASSIGNMENT)
    yield "notebook"
    page.keyboard.press("Control+Shift+K")
    page.locator(".jp-TableOfContents-content .jp-tocItem").first.wait_for()
    yield "contents"
    open_notebook(page, address, "mistake")
    run_all(page)
    failed = page.locator("[data-mime-type='application/vnd.jupyter.stderr']", has_text="✗").first
    failed.evaluate("e => e.scrollIntoView({block: 'center'})")
    yield "mistake"
    page.get_by_text("Validate", exact=True).click()
    page.locator(".jp-Dialog", has_text="failed").wait_for()
    yield "validate"
    page.locator(".jp-Dialog button").first.click()
    open_notebook(page, address, "panel")
    run_all(page)
    save(page, "panel.ipynb")
    end_kernels(page, address)
    open_notebook(page, address, "panel")
    page.locator(".jp-CodeCell img").last.evaluate("e => e.scrollIntoView({block: 'center'})")
    yield "reopened"


def open_notebook(page: Page, address: str, name: str) -> None:
    """Open a notebook in a fresh JupyterLab, and wait for its kernel."""
    page.goto(f"{address}/lab/tree/{ASSIGNMENT}/{name}.ipynb?token={TOKEN}&reset")
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for(state="attached")
    await_kernel(page)
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()
    if page.viewport_size["width"] < 800 and page.locator("#jp-left-stack:visible").count():
        page.keyboard.press(
            "Control+B"
        )  # the list of files away: nobody works beside it where there is so little room


def run_all(page: Page) -> None:
    """Run all cells, up to the first error."""
    choose(page, "Run All Cells")
    page.wait_for_function(
        """() => { const p = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(e => e.textContent);
            return p.some(t => /\\d/.test(t)) && !p.some(t => t.includes('*')); }"""
    )


def prepare(lab: Path) -> None:
    """A student's folder; beside the assignment one with a wrong answer, and one with a panel."""
    shutil.copytree(notebook.ROOT / "release", lab, dirs_exist_ok=True)
    source = notebook.read(notebook.source_file(ASSIGNMENT))
    wrong = sorted((notebook.ROOT / "tests" / "corpus" / ASSIGNMENT / "reject").glob("train_*.py"))[0]
    answers = notebook.reference_answers(source) | notebook.parse_answers(wrong.read_text())
    mistake = notebook.fill(source, answers)
    del mistake.cells[next(i for i, cell in enumerate(mistake.cells) if notebook.is_test(cell)) + 1 :]
    notebook.write(mistake, lab / ASSIGNMENT / "mistake.ipynb")
    panel = notebook.fill(source, {})
    panel.cells = [cell for cell in panel.cells if cell.id == "setup" or "widgets.width()" in cell.source]
    notebook.write(panel, lab / ASSIGNMENT / "panel.ipynb")


def in_files(page: Page, site: Path) -> Iterator[str]:
    """The book and the playground."""
    for name in ("index", f"{ASSIGNMENT}/{ASSIGNMENT}", "docs/student"):
        page.goto((site / f"{name}.html").as_uri())
        yield f"book-{name.rpartition('/')[2]}"
    page.goto((site / "playground.html").as_uri())
    page.locator("#fit circle").first.wait_for()
    yield "playground"


def main(doors: list[str]) -> None:
    """Take every picture of these doors, or of both."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        site = Path(scratch) / "site"
        if "pages" in doors:
            make_book(site)
        for theme, named in THEMES.items():
            home = Path(scratch) / theme
            (home / SETTING).parent.mkdir(parents=True)
            (home / SETTING).write_text(f'{{"theme": "{named}"}}')
            lab = home / "lab"
            prepare(lab)
            with serve(home, lab) as address:
                for size, (width, height, scale) in SIZES.items():
                    seen = {"viewport": {"width": width, "height": height}, "device_scale_factor": scale}
                    context = browser.new_context(**seen, color_scheme=theme)
                    page = context.new_page()
                    page.set_default_timeout(90_000)
                    page_of_lab = in_lab(
                        page, address
                    )  # on a phone nobody works in it; what it looks like there
                    seen = islice(page_of_lab, 2) if size == "phone" else page_of_lab
                    stops = {"lab": seen, "pages": in_files(page, site)}
                    for name in chain.from_iterable(stops[door] for door in doors):
                        page.screenshot(path=OUT / f"{name}-{size}-{theme}.png")
                        print(OUT / f"{name}-{size}-{theme}.png")
                    context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:] or ["lab", "pages"])
