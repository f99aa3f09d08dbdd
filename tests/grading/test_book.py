"""The book: everything in it, nothing asked from the network, no secret."""

import re
from html.parser import HTMLParser

import pytest
from axe_playwright_python.sync_playwright import Axe

from grading import handout, notebook
from grading.book import make_book, texts, write_pages
from grading.bundle import refuse_secrets
from grading.notebook import is_solution, solution_lines

LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src"}


@pytest.fixture(scope="session")
def site(once):
    return once("book", lambda folder: make_book(folder / "site")) / "site"


class Loads(HTMLParser):
    """What a browser loads to show a page."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        if tag == "link" and about.get("rel") in ("stylesheet", "icon", "preload", "modulepreload"):
            self.found.append(about["href"])
        elif tag in LOADED and about.get(LOADED[tag]):
            self.found.append(about[LOADED[tag]])


@pytest.mark.slow
def test_all_is_there_and_nothing_is_asked_from_elsewhere(site):
    """Every file that a page loads is beside it; formulas are MathML; playground and zip are linked and there."""
    pages = list(site.rglob("*.html"))
    assert {f"{n}/{n}.html" for n in notebook.assignments()} < {p.relative_to(site).as_posix() for p in pages}
    assert (site / "api" / "utils.kernels.html").exists()
    for page in pages:
        loads = Loads()
        loads.feed(page.read_text())
        for name in loads.found:
            if not name.startswith("data:"):
                assert (page.parent / name.partition("?")[0]).exists(), f"{page.name} loads {name}"
    for name in notebook.assignments():
        text = (site / name / f"{name}.html").read_text()
        assert text.count("<math") > 20
        assert text.count("<img") > 5
        assert (site / "cloud" / f"{name}.ipynb").exists()
        assert f'href="../cloud/{name}.ipynb"' in text
    start = (site / "index.html").read_text()
    for linked in ("playground.html", "course.zip", "docs/student.html"):
        assert f'href="{linked}"' in start
        assert (site / linked).exists()


@pytest.mark.slow
def test_no_solution_is_in_it_and_a_planted_one_is_found(site, tmp_path):
    """Coloured, a solution is cut by tags, and hidden from a search of the file."""
    refuse_secrets(texts(site))
    source = notebook.read(notebook.source_file("ntk"))
    lines = next(lines for c in source.cells if is_solution(c) and len(lines := solution_lines(c.source)) > 3)
    spans = "\n".join(
        re.sub(r"(\w+)", r"<span class='n'>\1</span>", line.replace("<", "&lt;")) for line in lines
    )
    (tmp_path / "page.html").write_text(f"<html><body><pre>{spans}</pre></body></html>")
    with pytest.raises(ValueError, match=r"^book: .*page\.html"):
        refuse_secrets(texts(tmp_path), what="book")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_by_all_and_on_a_phone(site, page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    for name in ("index", "docs/student", "docs/platforms", "api/utils.kernels"):
        page.goto((site / f"{name}.html").as_uri())
        found = Axe().run(page).response
        assert len(found["passes"]) > 10
        assert [v["id"] for v in found["violations"] if v["impact"] in ("serious", "critical")] == [], name
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, name


@pytest.mark.slow
def test_after_the_deadline_one_assignment_shows_its_solutions(tmp_path, monkeypatch):
    """The page that `handout` makes stands in the place of the release, its figures beside it; the others stay."""

    def make(name, out, root):
        made = [out / f"{name}.ipynb", out / f"{name}.html"]
        solved = notebook.read(notebook.release_file(name))
        solved.cells[1].source = "solved"
        notebook.write(solved, made[0])
        made[1].write_text("a page")
        return made

    monkeypatch.setattr(handout, "make", make)
    write_pages(tmp_path / "pages", notebook.ROOT, ("ntk",))
    assert notebook.read(tmp_path / "pages" / "ntk" / "ntk.ipynb").cells[1].source == "solved"
    assert not (tmp_path / "pages" / "ntk" / "ntk.html").exists()
    assert len(list((tmp_path / "pages" / "ntk" / "figures").iterdir())) > 5
    lazy = tmp_path / "pages" / "lazy_training" / "lazy_training.ipynb"
    received = notebook.read(notebook.release_file("lazy_training"))
    assert notebook.read(lazy).cells[1:] == received.cells[1:]


def test_an_unknown_assignment_is_one_line(tmp_path):
    with pytest.raises(ValueError, match=r"^book: no assignment nkt, expected one of "):
        make_book(tmp_path / "book", solved=("nkt",))
    assert not (tmp_path / "book").exists()
