"""The instructor's commands: `python -m grading COMMAND`, one function each.

Results go to stdout, progress and complaints to stderr. Exit 0: done (for `grade --notebook`: a verdict was reached,
however bad the submission). Exit 1: `gate` found something, or a submission could not be graded or answered. Exit 2:
bad input, said in one line; files are as before.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import secrets
import sys
from pathlib import Path
from typing import Any

try:
    from grading.limits import meanings
    from grading.sandbox.bubblewrap import ROOT
    from grading.verdict import plain
except ModuleNotFoundError as missing:  # the wrong Python
    print(f"grading: {missing}; run it with .venv/bin/python (`make demo` makes it)", file=sys.stderr)
    sys.exit(2)


def build(args: argparse.Namespace) -> int:
    """Execute instructor notebooks; write canonical sources, thumbnails and releases."""
    from grading import build, notebook

    root = args.course
    for assignment in args.assignments or notebook.assignments(root):
        print(_changed(assignment, build.build(assignment, root), root))
    if (root / "source" / "start.ipynb").exists():
        print(_changed("start", build.build_start(root), root))
    return 0


def _changed(what: str, paths: list[Path], root: Path) -> str:
    return f"{what}: {', '.join(str(path.relative_to(root)) for path in paths) or 'unchanged'}"


def new(args: argparse.Namespace) -> int:
    """Make a small assignment of one's own, which builds, passes the gate and is graded as it is."""
    from grading import new

    for path in new.make(args.assignment, args.course):
        print(path)
    print(f"python -m grading build {args.assignment}: the student version", file=sys.stderr)
    return 0


def gate(args: argparse.Namespace) -> int:
    """Hold assignments against the rules: form, checks, leaks, full marks for solutions, none for blanks, and style."""
    from grading import notebook
    from grading.gate.contract import table
    from grading.gate.rules import gate_assignment

    names = args.assignments or notebook.assignments(args.course)
    if args.contract:
        for name in names:
            print(table(notebook.read(notebook.source_file(name, args.course))))
        return 0
    found = {name: gate_assignment(name, args.course, args.profile) for name in names}
    if args.json:
        print(json.dumps({name: [str(f) for f in findings] for name, findings in found.items()}))
    else:
        for name, findings in found.items():
            print(f"{name}: {len(findings)} finding{'s' * (len(findings) != 1)}")
            for finding in findings:
                print(f"  {finding}")
    return int(any(found.values()))


def mutants(args: argparse.Namespace) -> int:
    """Try every small change of every solution against the checks; say which ones no check notices."""
    from grading import notebook

    names = args.assignments or notebook.assignments()
    for name in names:
        notebook.source_file(name)
    if args.sample is not None and args.sample < 1:
        raise ValueError(f"sample: got {args.sample}, expected a whole number from 1")
    from tqdm import tqdm

    from grading.mutants import measure

    reports = []
    with measure.laboratory() as sandbox:
        for name in names:
            bar = functools.partial(tqdm, desc=name, unit="mutant", smoothing=0.1)
            reports.append(measure.run_assignment(name, sandbox, args.sample, bar))
            if not args.json:
                print(reports[-1].text(), flush=True)
            if not reports[-1].complete:
                break
    if args.json:
        print(json.dumps([report.summary() for report in reports], ensure_ascii=False))
    return int(not all(report.clean for report in reports))


def solve(args: argparse.Namespace) -> int:
    """Write a release notebook with the reference solutions filled in."""
    from grading import notebook

    source = notebook.read(notebook.source_file(args.assignment))
    notebook.write(notebook.fill(source, notebook.reference_answers(source)), args.out)
    return 0


def fill(args: argparse.Namespace) -> int:
    """Write a release notebook with the cells of a percent-format file filled in."""
    from grading import notebook

    source = notebook.read(notebook.source_file(args.assignment))
    if not args.answers.is_file():
        raise ValueError(f"answers: {args.answers} does not exist")
    try:
        answers = notebook.parse_answers(args.answers.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError(f"answers: {args.answers} is no UTF-8 text") from None
    rest = notebook.reference_answers(source) if args.solved else {}
    notebook.write(notebook.fill(source, rest | answers), args.out)
    return 0


def collect(args: argparse.Namespace) -> int:
    """Put what Moodle, Canvas or a folder holds into submitted/: people by the roster, notebooks by their content."""
    from grading import collect as station
    from grading import console, notebook
    from grading.course import Course
    from grading.roster import FILE, read_roster

    course = Course(args.course)
    if args.assignment:
        notebook.source_file(args.assignment, args.course)
    if args.roster:
        read_roster(args.roster)
        notebook.replace_file(args.course / FILE, args.roster.read_bytes())
    with course.only_writer():
        rows = station.collect(course, args.downloads, args.assignment, args.replace)
    if args.json:
        print(json.dumps([dataclasses.asdict(row) for row in rows]))
    else:
        console.print_collected(rows)
    return int(any(row.status == "failed" for row in rows))


def grade(args: argparse.Namespace) -> int:
    """Grade one notebook (--notebook), or everything in submitted/ and record it in the gradebook."""
    from grading import notebook
    from grading.course import Course
    from grading.sandbox.bubblewrap import require_linux

    require_linux()
    notebook.source_file(args.assignment, args.course)
    for name, least in (("seed", 0), ("workers", 1)):
        if (got := getattr(args, name)) is not None and got < least:
            raise ValueError(f"{name}: got {got}, expected a whole number from {least}")
    names = [name for name in ("seed", *meanings()) if getattr(args, name) is not None]
    course = Course(args.course, given={name: getattr(args, name) for name in names})
    return _grade_one(args, course) if args.notebook else _grade_class(args, course)


def _grade_one(args: argparse.Namespace, course: Any) -> int:
    from grading.judging.engine import grade_one

    if not args.notebook.is_file():
        raise ValueError(f"notebook: {args.notebook} does not exist")
    try:
        seed = course.seed
    except OSError:  # a course in which this user may not write: its verdict says what the checks drew from
        seed = secrets.randbits(63)
    submission = args.notebook.read_bytes()
    verdict = grade_one(course.source(args.assignment), submission, course.limits, seed, args.assignment)
    print(json.dumps(verdict.summary()) if args.json else verdict.table())
    return 0


def _grade_class(args: argparse.Namespace, course: Any) -> int:
    from grading import console, notebook
    from grading.pages import attention
    from grading.runner import grade_class

    def carried_over(compared: Any) -> None:
        if compared.known and str(compared):
            print(f"the source has changed since the last grading: {compared}", file=sys.stderr)

    with console.progress_bar() as (started, progress):
        outcomes = grade_class(
            args.assignment,
            course,
            workers_number=args.workers,
            scheduler=args.scheduler,
            force=args.force,
            dry_run=args.dry_run,
            progress=progress,
            started=started,
            carried_over=carried_over,
        )
    if args.json:
        print(json.dumps([dataclasses.asdict(outcome) for outcome in outcomes]))
    else:
        console.print_outcomes(args.assignment, outcomes)
    if not args.dry_run:
        out = args.course / "attention" / f"{args.assignment}.html"
        notebook.replace_file(out, attention.page(args.assignment, outcomes, args.formgrader).encode())
        print(f"{out}: who needs a person", file=sys.stderr)
    return int(any(outcome.status == "failed" for outcome in outcomes))


def feedback(args: argparse.Namespace) -> int:
    """Write one feedback page per student, into feedback/<student>/<assignment>/."""
    from grading import notebook
    from grading.course import Course

    notebook.source_file(args.assignment, args.course)
    problems = 0
    for student, page, problem in Course(args.course).feedback_pages(args.assignment):
        if problem:
            print(f"{plain(student)}: no feedback: {plain(problem)}", file=sys.stderr)
        else:
            print(plain(page))
        problems += bool(problem)
    return int(problems > 0)


def report(args: argparse.Namespace) -> int:
    """Print the grade table of the gradebook: students by assignments."""
    from grading import console
    from grading.course import Course

    grades = Course(args.course).grades()
    print(json.dumps(grades)) if args.json else console.print_grades(grades)
    return 0


def evidence(args: argparse.Namespace) -> int:
    """Write one page of what the grades say about the checks: difficulty, discrimination, time, messages, agreement."""
    from grading import console, notebook
    from grading.course import Course
    from grading.evidence import Table, evidence, second_marks
    from grading.pages.evidence import page

    source = notebook.read(notebook.source_file(args.assignment, args.course))
    course = Course(args.course)
    second = second_marks(args.second) if args.second else {}
    by_hand = course.marks_by_hand(args.assignment)
    graded = console.watched(course.autograded(args.assignment), "reading", len(by_hand))
    table = Table.of(source, graded, by_hand)
    if not table.said:
        raise ValueError(f"assignment: nobody's {args.assignment} is graded yet")
    table.refuse_strange(second)
    found = evidence(table, second)
    out = args.out or args.course / "evidence" / f"{args.assignment}.html"
    notebook.replace_file(out, page(args.assignment, table, second).encode())
    if args.json:
        print(json.dumps(found))
    else:
        for item in found["look_at"]:
            print(plain(f"{item['check']}: {item['because']}"))
        print(f"{out}: {len(table.said)} students, {len(found['checks'])} checks")
    return 0


def alike(args: argparse.Namespace) -> int:
    """Write one page of submissions that are alike, side by side; names, layout and order do not count."""
    from grading import alike, console, notebook
    from grading.course import Course
    from grading.pages import alike as pages

    source = notebook.read(notebook.source_file(args.assignment, args.course))
    if not 0 < args.least <= 100:
        raise ValueError(f"least: got {args.least:g}, expected a percentage above 0, at most 100")
    answers = [path.read_text() for path in _corpus(args.course, args.assignment)]
    code = [cell.source for nb in (source, notebook.release(source)) for cell in nb.cells]
    given = alike.footprint([*code, *answers])
    course = Course(args.course)
    read = console.watched(course.autograded(args.assignment), "reading", len(course.students()))
    works = {student: alike.of_notebook(cells, given) for student, cells in read}
    if not works:
        raise ValueError(f"assignment: nobody's {args.assignment} is graded yet")
    comparing = functools.partial(console.watched, what="comparing", number=len(works))
    found = alike.pairs(works, args.least / 100, comparing)
    out = args.out or args.course / "alike" / f"{args.assignment}.html"
    notebook.replace_file(out, pages.page(args.assignment, works, found, args.least / 100).encode())
    if args.json:
        print(json.dumps([{"first": p.first, "second": p.second, "share": round(p.share, 3)} for p in found]))
    else:
        console.print_pairs(found)
        print(f"{out}: {len(works)} submissions, {len(found)} pairs")
    return 0


def _corpus(root: Path, assignment: str) -> list[Path]:
    return sorted((root / "tests" / "corpus" / assignment / "accept").glob("*.py"))


def predictions(args: argparse.Namespace) -> int:
    """Write one page of what the class has guessed: histograms, the truth, the most surprising question first."""
    import time

    from grading import notebook
    from grading.course import Course
    from grading.handin import students
    from grading.pages.predictions import Class, page, watch

    room = Class(notebook.read(notebook.source_file(args.assignment, args.course)))
    out = args.out or args.course / "predictions" / f"{args.assignment}.html"
    if args.watch:
        print(f"{out}: open it in a browser; Ctrl+C ends", file=sys.stderr)
        watch(
            args.assignment, room, args.watch, out, lambda: time.sleep(2), lambda n: print(f"{n} notebooks")
        )
        return 0
    course = Course(args.course)
    submitted = course.folders.submitted_directory
    ballots, _ = room.read(
        path
        for s in students(course.folders)
        if (path := course.file(submitted, s, args.assignment)).exists()
    )
    notebook.replace_file(out, page(args.assignment, room, ballots).encode())
    print(f"{out}: {len(ballots)} notebooks")
    return 0


def demo(args: argparse.Namespace) -> int:
    """Grade a sample class in the sandbox, print its grade table, and write its feedback pages."""
    from grading.demo import make_class

    students = make_class(args.course, args.assignment)
    print(
        f"{len(students)} students have handed in {args.assignment}: {', '.join(students)}", file=sys.stderr
    )
    course = ["--course", str(args.course)]
    status = main(["grade", args.assignment, *course])
    return status or main(["feedback", args.assignment, *course])


def handout(args: argparse.Namespace) -> int:
    """Make the solved notebook and its page for after the deadline, without marking schemes and hidden checks."""
    from grading import handout

    for path in handout.make(
        args.assignment, args.out or args.course / "handout" / args.assignment, args.course
    ):
        print(path)
    return 0


def bundle(args: argparse.Namespace) -> int:
    """Write the zip that students receive: releases, `utils`, `start.py`; refused if it would hold a secret."""
    from grading.bundle import make_bundle

    print(f"{args.out}: {make_bundle(args.out, assignments=tuple(args.assignments))} files")
    return 0


def cloud(args: argparse.Namespace) -> int:
    """Write each notebook as one file, and a wheel of what it imports, for Colab, Kaggle or an editor."""
    from grading.cloud import make_cloud

    for path in make_cloud(args.out):
        print(path)
    return 0


def book(args: argparse.Namespace) -> int:
    """Build the static site: notebooks, guides, functions, playground, zip; refused if it would hold a secret."""
    from grading.book import make_book

    print(f"{args.out}: {make_book(args.out, solved=tuple(args.handout))} pages")
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m grading", description=__doc__.splitlines()[0])
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(function, **options) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            function.__name__, help=function.__doc__, description=function.__doc__, **options
        )
        sub.set_defaults(run=function)
        return sub

    some: dict[str, Any] = dict(nargs="*", metavar="ASSIGNMENT", help="default: all")
    course: dict[str, Any] = dict(
        type=Path,
        default=ROOT,
        metavar="FOLDER",
        help="the nbgrader course (default: that of this code)",
    )
    sub = command(new)
    sub.add_argument("assignment", metavar="NAME")
    sub.add_argument("--course", **course)
    sub = command(build)
    sub.add_argument("assignments", **some)
    sub.add_argument("--course", **course)
    sub = command(gate, aliases=["check"])
    sub.add_argument("assignments", **some)
    sub.add_argument("--course", **course)
    held = "basic: what grading needs; course: also the style of this course (default: course for its own assignments)"
    sub.add_argument("--profile", default="", metavar="NAME", help=held)
    sub.add_argument("--json", action="store_true", help="print one JSON object")
    sub.add_argument(
        "--contract", action="store_true", help="print which check holds which promise, and nothing else"
    )
    sub = command(mutants)
    sub.add_argument("assignments", **some)
    sub.add_argument(
        "--sample", type=int, metavar="N", help="only N of each assignment, always the same ones"
    )
    sub.add_argument("--json", action="store_true", help="print one JSON value and nothing else")
    sub = command(solve)
    sub.add_argument("assignment")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE.ipynb")
    sub = command(fill)
    sub.add_argument("assignment")
    sub.add_argument("--answers", type=Path, required=True, metavar="FILE.py")
    sub.add_argument(
        "--solved", action="store_true", help="reference solutions in the other cells, not blanks"
    )
    sub.add_argument("--out", type=Path, required=True, metavar="FILE.ipynb")
    sub = command(collect)
    sub.add_argument("downloads", nargs="+", type=Path, metavar="DOWNLOAD", help="a zip file, or a folder")
    known = "whose notebooks they are (default: found by their content)"
    sub.add_argument("--assignment", default="", metavar="NAME", help=known)
    sub.add_argument("--course", **course)
    listed = "who is in the course (CSV with a column id; lists of Moodle and Canvas as they are); kept as roster.csv"
    sub.add_argument("--roster", type=Path, metavar="FILE.csv", help=listed)
    sub.add_argument(
        "--replace", action="store_true", help="take what is other than what was collected before"
    )
    sub.add_argument("--json", action="store_true", help="print one JSON value and nothing else")
    sub = command(grade)
    sub.add_argument("assignment")
    sub.add_argument("--notebook", type=Path, metavar="FILE.ipynb", help="grade this file, outside any class")
    sub.add_argument("--course", **course)
    sub.add_argument("--workers", type=int, metavar="N", help="how many at once (default: one per core)")
    sub.add_argument("--scheduler", metavar="ADDRESS", help="grade on a Dask cluster instead of this machine")
    sub.add_argument("--force", action="store_true", help="grade again what is graded and has not changed")
    where = (
        "where Jupyter answers, for the links of the page attention/ASSIGNMENT.html (default: %(default)s)"
    )
    sub.add_argument("--formgrader", default="http://localhost:8888", metavar="URL", help=where)
    sub.add_argument(
        "--dry-run", action="store_true", help="record nothing; say whose score would change, and why"
    )
    sub.add_argument(
        "--seed", type=int, help="where hidden tests begin to draw (default: a secret of the course)"
    )
    sub.add_argument("--json", action="store_true", help="print one JSON value and nothing else")
    limits = sub.add_argument_group("limits", "put over those of nbgrader_config.py (c.VerdictExporter.NAME)")
    for name, (meaning, default) in meanings().items():
        options: dict[str, Any] = {"type": type(default), "metavar": "N"}
        if isinstance(default, bool):
            options = {"action": argparse.BooleanOptionalAction}
        limits.add_argument(f"--{name.replace('_', '-')}", help=f"{meaning} (default: {default})", **options)
    sub = command(feedback)
    sub.add_argument("assignment")
    sub.add_argument("--course", **course)
    sub = command(report)
    sub.add_argument("--course", **course)
    sub.add_argument("--json", action="store_true", help="print one JSON value and nothing else")
    sub = command(evidence)
    sub.add_argument("assignment")
    sub.add_argument("--course", **course)
    twice = "marks of a second person (student, question, points; a line each): how well the two agree"
    sub.add_argument("--second", type=Path, metavar="FILE.csv", help=twice)
    sub.add_argument(
        "--out", type=Path, metavar="FILE.html", help="default: evidence/ASSIGNMENT.html in the course"
    )
    sub.add_argument("--json", action="store_true", help="print one JSON value and nothing else")
    sub = command(alike)
    sub.add_argument("assignment")
    sub.add_argument("--course", **course)
    sub.add_argument(
        "--least",
        type=float,
        default=30,
        metavar="PERCENT",
        help="share that counts (default: 30, which no pair of 1500 honest ones reached; the largest had 13)",
    )
    sub.add_argument(
        "--out", type=Path, metavar="FILE.html", help="default: alike/ASSIGNMENT.html in the course"
    )
    sub.add_argument("--json", action="store_true", help="print one JSON value and nothing else")
    sub = command(predictions)
    sub.add_argument("assignment")
    sub.add_argument("--course", **course)
    sub.add_argument(
        "--out", type=Path, metavar="FILE.html", help="default: predictions/ASSIGNMENT.html in the course"
    )
    watched = "read the notebooks below this folder instead of submitted/, and write the page again when one changes"
    sub.add_argument("--watch", type=Path, metavar="FOLDER", help=watched)
    sub = command(demo)
    sub.add_argument("assignment", nargs="?", default="lazy_training")
    folder: dict[str, Any] = dict(
        default=ROOT / "demo", help="where to make it: a new, empty or earlier one (default: demo/)"
    )
    sub.add_argument("--course", **course | folder)
    sub = command(handout)
    sub.add_argument("assignment")
    sub.add_argument("--course", **course)
    sub.add_argument("--out", type=Path, metavar="FOLDER", help="default: handout/ASSIGNMENT in the course")
    sub = command(book)
    sub.add_argument(
        "--out", type=Path, default=Path("book"), metavar="FOLDER", help="replaced; default: book"
    )
    sub.add_argument(
        "--handout", nargs="+", default=[], metavar="ASSIGNMENT", help="these with their solutions"
    )
    sub = command(cloud)
    sub.add_argument("--out", type=Path, default=Path("cloud"), metavar="FOLDER", help="default: cloud")
    sub = command(bundle)
    sub.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE.zip")
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; exit status."""
    args = parser().parse_args(argv)
    try:
        return args.run(args)
    except OSError as error:
        where = error.filename2 or error.filename
        words = f"{where}: {error.strerror}" if where and error.strerror else str(error)
        print(f"grading: {plain(words)}", file=sys.stderr)
        return 2
    except (ValueError, RuntimeError) as error:
        print(f"grading: {plain(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            "grading: interrupted; what was written is whole, and the same command goes on", file=sys.stderr
        )
        return 130
    except Exception as error:
        if not type(error).__module__.startswith("sqlalchemy"):
            raise
        print(f"gradebook: {plain(str(error).splitlines()[0])}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
