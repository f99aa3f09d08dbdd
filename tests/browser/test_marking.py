"""Two people mark the same question at the same time, in a real browser, in nbgrader's Jupyter server."""

import pytest
from essays import STUDENTS, hand_in, make_course
from playwright.sync_api import expect
from teacher import TOKEN

from grading.course import Course

pytestmark = pytest.mark.slow
MISCHIEF = "<script>document.title = 'REACHED'</script><img src=x onerror=\"document.title = 'REACHED'\">"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = Course(make_course(tmp_path_factory.mktemp("instructor") / "course"))
    hand_in(course, STUDENTS[3], MISCHIEF)
    return course


@pytest.fixture
def people(server, browser):
    """Two people with a browser each, on the sheet of the question."""
    contexts = [browser.new_context(viewport={"width": width, "height": 900}) for width in (1280, 390)]
    pages = []
    for context in contexts:
        page = context.new_page()
        page.requests, page.troubles = [], []
        page.on("request", lambda request, page=page: page.requests.append(request.url))
        page.on("pageerror", lambda error, page=page: page.troubles.append(str(error)))
        page.goto(f"{server}/marking/ps?token={TOKEN}")
        page.get_by_role("link", name="why").click()
        pages.append(page)
    yield pages
    for page in pages:
        assert page.troubles == []
        assert page.title() == "ps: why", "nothing of what a student wrote has run"
        assert all(url.startswith(server) for url in page.requests)
    for context in contexts:
        context.close()


def stands(course) -> dict[str, tuple]:
    with course.book("ps") as book:
        return {a.grade: (a.points, a.comment) for a in book.essay("why") if a.points is not None}


def test_two_people_at_once(people, course):
    one, two = people
    mine, theirs = (page.locator("article") for page in people)
    grades = [box.get_attribute("data-grade") for box in mine.all()]
    assert len(grades) == 10
    assert one.locator("aside math").first.is_visible(), "the scheme stands beside"

    # Different answers: a button here, keys and a comment there.
    mine.nth(0).get_by_role("button", name="1.5").click()
    expect(one.locator("article.marked")).to_have_count(1)
    assert one.locator("article:focus-within").get_attribute("aria-label") == "Answer 2", "and on"
    theirs.nth(9).get_by_label("comment").fill("Why is that?")
    theirs.nth(9).get_by_role("spinbutton").fill("0.25")
    theirs.nth(9).get_by_role("spinbutton").press("Enter")
    expect(two.locator("article.marked")).to_have_count(1)
    assert stands(course) == {grades[0]: (1.5, ""), grades[9]: (0.25, "Why is that?")}
    expect(one.locator("#waiting")).to_have_text("9")

    # The same answer, both ways round: who comes second is told, and nothing is written over.
    for at, first, second in ((4, mine, theirs), (5, theirs, mine)):
        first.nth(at).get_by_role("button", name="2", exact=True).click()
        expect(first.nth(at)).to_have_class("marked")
        second.nth(at).get_by_role("button", name="0", exact=True).click()
        expect(second.nth(at).get_by_role("alert")).to_contain_text("Somebody else has given 2 points")
        assert stands(course)[grades[at]] == (2.0, "")
    # Knowingly, it can be put in its place.
    theirs.nth(4).get_by_role("button", name="1", exact=True).click()
    expect(theirs.nth(4).get_by_role("alert")).to_be_hidden()
    assert stands(course)[grades[4]] == (1.0, "")

    # What is no mark is said, and a new look shows everything that stands.
    mine.nth(7).get_by_role("spinbutton").fill("3")
    mine.nth(7).get_by_role("spinbutton").press("Enter")
    expect(mine.nth(7).get_by_role("alert")).to_contain_text("a number from 0 to 2")
    one.reload()
    expect(one.locator("article.marked")).to_have_count(4)
    expect(mine.nth(9).get_by_label("comment")).to_have_value("Why is that?")


def test_what_is_not_there_is_not_found(people, server):
    page, _ = people
    for path in ("nothing", "ps/nothing", "ps/double_two", "ps/why?part=x"):
        assert page.goto(f"{server}/marking/{path}").status == 404
    page.goto(f"{server}/marking/ps/why")
