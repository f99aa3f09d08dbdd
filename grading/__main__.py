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

from grading import notebook
from grading.limits import meanings
from grading.verdict import plain


def build(args: argparse.Namespace) -> int:
    """Execute instructor notebooks; write canonical sources, thumbnails and releases."""
    from grading import build

    for assignment in (*(args.assignments or notebook.assignments()), "start"):
        changed = build.build_start() if assignment == "start" else build.build(assignment)
        names = ", ".join(str(path.relative_to(notebook.ROOT)) for path in changed)
        print(f"{assignment}: {names or 'unchanged'}")
    return 0


def gate(args: argparse.Namespace) -> int:
    """Hold assignments against the rules: form, spine, tests, leaks, full marks for solutions, none for blanks."""
    from grading.gate.board import NOT_YET
    from grading.gate.contract import STILL_UNQUOTED, table
    from grading.gate.rules import gate_assignment

    if args.contract:
        for name in args.assignments or notebook.assignments():
            print(table(notebook.read(notebook.source_file(name))))
        return 0
    found = {name: gate_assignment(name) for name in args.assignments or notebook.assignments()}
    if args.json:
        print(json.dumps({name: [str(f) for f in findings] for name, findings in found.items()}))
    else:
        for name, findings in found.items():
            print(f"{name}: {len(findings)} finding{'s' * (len(findings) != 1)}")
            for finding in findings:
                print(f"  {finding}")
            if waiting := sorted(NOT_YET.get(name, ())):
                print(f"  {len(waiting)} cells not yet as at the board: {', '.join(waiting)}")
            if waiting := sorted(STILL_UNQUOTED.get(name, ())):
                print(f"  {len(waiting)} exercises not yet under contract: {', '.join(waiting)}")
    return int(any(found.values()))


def mutants(args: argparse.Namespace) -> int:
    """Try every small change of every solution against the checks; say which ones no check notices."""
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
    source = notebook.read(notebook.source_file(args.assignment))
    notebook.write(notebook.fill(source, notebook.reference_answers(source)), args.out)
    return 0


def fill(args: argparse.Namespace) -> int:
    """Write a release notebook with the cells of a percent-format file filled in."""
    source = notebook.read(notebook.source_file(args.assignment))
    if not args.answers.is_file():
        raise ValueError(f"answers: {args.answers} does not exist")
    answers = notebook.parse_answers(args.answers.read_text())
    rest = notebook.reference_answers(source) if args.solved else {}
    notebook.write(notebook.fill(source, rest | answers), args.out)
    return 0


def grade(args: argparse.Namespace) -> int:
    """Grade one notebook (--notebook), or everything in submitted/ and record it in the gradebook."""
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
    from grading import console
    from grading.runner import grade_class

    course.register(args.assignment)
    with console.progress_bar() as (started, progress):
        outcomes = grade_class(
            args.assignment,
            course,
            workers_number=args.workers,
            scheduler=args.scheduler,
            force=args.force,
            progress=progress,
            started=started,
        )
    if args.json:
        print(json.dumps([dataclasses.asdict(outcome) for outcome in outcomes]))
    else:
        console.print_outcomes(args.assignment, outcomes)
    return int(any(outcome.status == "failed" for outcome in outcomes))


def feedback(args: argparse.Namespace) -> int:
    """Write one feedback page per student, into feedback/<student>/<assignment>/."""
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


def predictions(args: argparse.Namespace) -> int:
    """Write one page of what the class has guessed: histograms, the truth, the most surprising question first."""
    import time

    from grading.course import Course
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
        course.file(submitted, s, args.assignment) for s in course.students(args.assignment)
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


def bundle(args: argparse.Namespace) -> int:
    """Write the zip that students receive: releases, `utils` and set-up files; refused if it would hold a secret."""
    from grading.bundle import make_bundle

    print(f"{args.out}: {make_bundle(args.out)} files")
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
    command(build).add_argument("assignments", **some)
    sub = command(gate, aliases=["check"])
    sub.add_argument("assignments", **some)
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
    course: dict[str, Any] = dict(
        type=Path,
        default=notebook.ROOT,
        metavar="FOLDER",
        help="the nbgrader course (default: that of this code)",
    )
    sub = command(grade)
    sub.add_argument("assignment")
    sub.add_argument("--notebook", type=Path, metavar="FILE.ipynb", help="grade this file, outside any class")
    sub.add_argument("--course", **course)
    sub.add_argument("--workers", type=int, metavar="N", help="how many at once (default: one per core)")
    sub.add_argument("--scheduler", metavar="ADDRESS", help="grade on a Dask cluster instead of this machine")
    sub.add_argument("--force", action="store_true", help="grade again what is graded and has not changed")
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
        default=notebook.ROOT / "demo", help="where to make it: a new, empty or earlier one (default: demo/)"
    )
    sub.add_argument("--course", **course | folder)
    command(bundle).add_argument("--out", type=Path, required=True, metavar="FILE.zip")
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; exit status."""
    args = parser().parse_args(argv)
    try:
        return args.run(args)
    except (ValueError, OSError, RuntimeError) as error:
        print(f"grading: {plain(error)}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
