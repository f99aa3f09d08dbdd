"""Marking question by question: without names, into nbgrader's gradebook, several people at once, nothing lost."""

import shutil
import threading
from collections import Counter

import pytest
from databases import POSTGRES, postgresql
from essays import BLANK, RAW, SOURCE, STUDENTS, answers, hand_in, make_course

from grading import notebook
from grading.course import Course
from grading.handin import HandIn
from grading.judging.job import for_the_record
from grading.judging.salvage import salvage
from grading.marking import PART, Conflict, mark, questions, sheet
from grading.pages import marking as pages
from grading.record import save
from grading.verdict import CellVerdict, Verdict


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("marking") / "course")


@pytest.fixture
def course(graded, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(graded, root)
    return Course(root)


def said(shown, points, comment="", seen=None):
    seen = seen or {"points": shown.points, "comment": shown.comment}
    return {"points": points, "comment": comment, "seen": seen, "version": shown.version}


def points(course, question="why") -> dict[str, float | None]:
    with course.book("ps") as book:
        return {answer.student: answer.points for answer in book.essay(question)}


def formgrader(course, grade, **fields) -> None:
    """What nbgrader's own page does when somebody types into it: `GradeHandler.put`."""
    with course.gradebook() as gradebook:
        row = gradebook.find_grade_by_id(grade)
        row.manual_score, row.extra_credit = fields.get("manual_score"), fields.get("extra_credit")
        row.needs_manual_grade = row.manual_score is None and row.auto_score is None
        gradebook.db.commit()


def test_what_there_is_to_mark(course):
    why, how = questions(course, "ps")
    assert (why.name, why.points, why.waiting, why.marked, why.blank) == ("why", 2, 10, 0, 2)
    assert (how.waiting, how.blank) == (0, 12)
    assert why.asked == "## Why\n\nWhy is $x < 2x$?"
    assert "**Marking scheme.** 2 points" in why.scheme
    assert how.asked == ""


def test_all_answers_to_one_question_and_nobodys_name(course):
    shown, _, parts = sheet(course, "ps", "why")
    assert parts == 1
    assert {s.html for s in shown} == {
        f"<div><p>{answers(s)['why'].replace('>', '&gt;')}</p></div>" for s in STUDENTS if s not in BLANK
    }
    question = questions(course, "ps")[0]
    page = pages.page("ps", [question], question, shown, 1, 1, "/marking/ps", "n0nce", "token")
    assert "student" not in page.replace("for the student", "")
    assert page.count("<article") == 10
    assert page.count("<math") == 10 + 2
    assert "$" not in page.split("<script")[0]
    assert "script-src &#39;nonce-n0nce&#39;" in page or "script-src 'nonce-n0nce'" in page


def test_the_order_is_that_of_no_roster_and_stays(course):
    with course.book("ps") as book:
        order = [answer.student for answer in book.essay("why")]
        other = [answer.student for answer in book.essay("how")]
        again = [answer.student for answer in book.essay("why")]
    assert order == again
    assert sorted(order) == sorted(other) == STUDENTS
    assert order != other, "drawn for each question; equal once in 12! = 5e8"


def test_a_mark_is_the_formgraders(course):
    shown = sheet(course, "ps", "why")[0][0]
    mark(course, "ps", "why", shown.grade, said(shown, 1.5, "Nearly."))
    with course.gradebook() as gradebook:
        row = gradebook.find_grade_by_id(shown.grade)
        assert (row.manual_score, row.needs_manual_grade, row.score) == (1.5, False, 1.5)
        student = row.notebook.student.id
        assert gradebook.find_comment("why", "ps", "ps", student).comment == "Nearly."
    now = next(s for s in sheet(course, "ps", "why")[0] if s.grade == shown.grade)
    assert (now.points, now.comment, now.waits) == (1.5, "Nearly.", False)
    mark(course, "ps", "why", shown.grade, said(now, None, ""))
    assert questions(course, "ps")[0].waiting == 10, "taken back"


def together(*people) -> list[Exception]:
    """Everybody at once; what they were told."""
    told, ready = [], threading.Barrier(len(people))

    def work(person):
        ready.wait()
        try:
            person()
        except Exception as error:
            told.append(error)

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_two_markers_at_once_lose_nothing(course):
    """One from the front, one from the back, and a third in the formgrader on another question."""
    shown, *_ = sheet(course, "ps", "why")
    other = {a.grade for a in _essay(course, "how")}

    def marker(mine, points):
        for answer in mine:
            mark(course, "ps", "why", answer.grade, said(answer, points, f"{points}"))

    def elsewhere():
        for grade in other:
            formgrader(course, grade, manual_score=2.0)

    halves = shown[:5], list(reversed(shown[5:]))
    assert together(lambda: marker(halves[0], 1.0), lambda: marker(halves[1], 2.0), elsewhere) == []
    now = {s.grade: (s.points, s.comment, s.waits) for s in sheet(course, "ps", "why")[0]}
    assert now == {s.grade: (p, f"{p}", False) for half, p in zip(halves, (1.0, 2.0)) for s in half}
    assert set(points(course, "how").values()) == {2.0}


def _essay(course, question):
    with course.book("ps") as book:
        return book.essay(question)


def test_on_the_same_cell_one_is_written_and_the_other_is_told(course):
    shown, *_ = sheet(course, "ps", "why")
    for answer in shown[:4]:
        told = together(
            lambda answer=answer: mark(course, "ps", "why", answer.grade, said(answer, 1.0, "one")),
            lambda answer=answer: mark(course, "ps", "why", answer.grade, said(answer, 2.0, "two")),
        )
        assert [type(error) for error in told] == [Conflict]
        stands = next(s for s in sheet(course, "ps", "why")[0] if s.grade == answer.grade)
        assert (stands.points, stands.comment) in ((1.0, "one"), (2.0, "two"))
        assert (told[0].points, told[0].comment) == (stands.points, stands.comment)
        # Who was told may put the own mark there, knowingly.
        mark(course, "ps", "why", answer.grade, said(answer, 0.5, "", vars(told[0])))
    assert Counter(points(course).values()) == {0.5: 4, None: 8}


@pytest.mark.parametrize("field", ["manual_score", "comment"])
def test_what_the_formgrader_has_written_is_not_written_over(course, field):
    shown = sheet(course, "ps", "why")[0][0]
    if field == "manual_score":
        formgrader(course, shown.grade, manual_score=2.0)
    else:
        with course.gradebook() as gradebook:
            student = gradebook.find_grade_by_id(shown.grade).notebook.student.id
            gradebook.find_comment("why", "ps", "ps", student).manual_comment = "Read this."
            gradebook.db.commit()
    with pytest.raises(Conflict, match="somebody else"):
        mark(course, "ps", "why", shown.grade, said(shown, 1.0, "mine"))
    stands = next(s for s in sheet(course, "ps", "why")[0] if s.grade == shown.grade)
    assert stands.points == (2.0 if field == "manual_score" else None), "neither half is written"
    assert stands.comment == ("Read this." if field == "comment" else "")


def test_the_formgrader_writes_over_what_it_has_not_seen(course):
    """nbgrader's own page asks nobody: of two marks in one cell its last one stands. docs/semester.md says so."""
    shown = sheet(course, "ps", "why")[0][0]
    mark(course, "ps", "why", shown.grade, said(shown, 1.0))
    formgrader(course, shown.grade, manual_score=2.0)
    assert next(s for s in sheet(course, "ps", "why")[0] if s.grade == shown.grade).points == 2.0


def test_a_mark_for_an_answer_that_has_changed_is_not_written(course):
    shown = sheet(course, "ps", "why")[0][0]
    student = next(a.student for a in _essay(course, "why") if a.grade == shown.grade)
    hand_in(course, student, " And more.")
    with pytest.raises(Conflict, match="the answer has changed"):
        mark(course, "ps", "why", shown.grade, said(shown, 2.0))
    assert points(course)[student] is None


def test_a_mark_that_is_given_while_the_class_is_recorded_stands(course, monkeypatch):
    """Between the reading of a student's row and its writing."""
    shown = sheet(course, "ps", "why")[0][0]
    student = next(a.student for a in _essay(course, "why") if a.grade == shown.grade)
    with course.book("ps") as book:
        read = book.state

        def then_a_person_marks(who):
            state = read(who)
            monkeypatch.undo()
            mark(course, "ps", "why", shown.grade, said(shown, 2.0))
            return state

        plan = salvage(RAW, notebook.dumps(notebook.fill(SOURCE, answers(student))))
        verdict = Verdict(
            "ps",
            {"double_two": CellVerdict(0, 1, "failed")}
            | {name: CellVerdict(0, 2, "manual") for name in ("why", "how")},
            notebook=for_the_record(plan),
        )
        monkeypatch.setattr(book, "state", then_a_person_marks)
        save(course, student, "ps", book, RAW, HandIn(b"", "ps.ipynb"), verdict, "key")
        row = book.state(student).rows["why"]
    assert (row.manual, row.waits) == (2.0, False)
    assert points(course)[student] == 2.0


NO_MARKS = {
    "too much": {"points": 2.5},
    "below": {"points": -1},
    "no number": {"points": "2"},
    "yes": {"points": True},
    "not finite": {"points": float("nan")},
    "endless": {"points": float("inf")},
    "a list": {"points": [1]},
    "no comment": {"comment": None},
    "long": {"comment": "x" * 10_001},
    "seen nothing": {"seen": None},
    "seen a word": {"seen": "x"},
}


@pytest.mark.parametrize("wrong", NO_MARKS.values(), ids=NO_MARKS)
def test_what_is_no_mark_is_refused_in_one_line(course, wrong):
    shown = sheet(course, "ps", "why")[0][0]
    with pytest.raises(ValueError, match=r"^(points|comment): .*expected") as error:
        mark(course, "ps", "why", shown.grade, said(shown, 1.0) | wrong)
    assert "\n" not in str(error.value)
    assert set(points(course).values()) == {None}


def test_nothing_but_text_answers_can_be_marked(course):
    with course.book("ps") as book:
        state = book.state(STUDENTS[0])
    for question, grade in (
        ("double_two", state.id),
        ("nothing", "x"),
        ("why", state.page),
        ("why", "' or 1"),
    ):
        with pytest.raises(ValueError, match=r"question: got|no answer to"):
            mark(course, "ps", question, grade, {"points": 1.0, "comment": "", "seen": {}, "version": ""})
    other = sheet(course, "ps", "why")[0][0]
    with pytest.raises(ValueError, match="no answer to how"):
        mark(course, "ps", "how", other.grade, said(other, 1.0))


def test_a_large_class_comes_in_parts(course, monkeypatch):
    monkeypatch.setattr("grading.marking.PART", 4)
    assert PART > 20
    seen, numbers = [], []
    for part in (1, 2, 3):
        shown, here, parts = sheet(course, "ps", "why", part)
        assert here == part
        assert parts == 3
        seen += [s.grade for s in shown]
        numbers += [s.number for s in shown]
    assert len(set(seen)) == 10
    assert numbers == list(range(1, 11))
    assert sheet(course, "ps", "why", 99) == sheet(course, "ps", "why", 3)


def test_an_answer_written_by_mischief_stays_text(course):
    """The page shows the record's HTML, which is cleaned; whatever else stands in it is escaped by the template."""
    hand_in(course, STUDENTS[0], "<script>alert(1)</script><img src=x onerror=alert(1)>")
    shown, *_ = sheet(course, "ps", "why")
    victim = next(s for s in shown if "Answer 0," in s.html)
    mark(course, "ps", "why", victim.grade, said(victim, 1.0, '"><script>alert(1)</script>'))
    question = questions(course, "ps")[0]
    page = pages.page(
        "ps", [question], question, sheet(course, "ps", "why")[0], 1, 1, "/m", "n", '</script>"'
    )
    assert page.count("<script") == 1
    assert "onerror" not in page


@pytest.mark.slow
@pytest.mark.skipif(
    not POSTGRES, reason="the system package postgresql is missing: apt-get install postgresql"
)
def test_two_markers_at_once_in_postgresql(tmp_path):
    with postgresql() as address:
        course = Course(make_course(tmp_path / "course", address))
        test_two_markers_at_once_lose_nothing(course)
        shown = sheet(course, "ps", "why")[0]
        for answer in shown[:4]:
            told = together(
                *(
                    lambda p=p, answer=answer: mark(
                        course, "ps", "why", answer.grade, said(answer, p, f"{p}")
                    )
                    for p in (0.0, 0.5)
                )
            )
            assert [type(error) for error in told] == [Conflict]
