"""The instructor's commands: `python -m grading COMMAND`, one function each.

Results go to stdout, progress and complaints to stderr. Exit 0: done (for `grade --notebook`: a verdict was reached,
however bad the submission). Exit 1: `check` found something. Exit 2: bad input, said in one line; files are as before.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from grading import notebook


def build(args: argparse.Namespace) -> int:
    """Execute instructor notebooks; write canonical sources, thumbnails and releases."""
    for assignment in args.assignments or notebook.assignments():
        changed = notebook.build(assignment)
        names = ", ".join(str(path.relative_to(notebook.ROOT)) for path in changed)
        print(f"{assignment}: {names or 'unchanged'}")
    return 0


def check(args: argparse.Namespace) -> int:
    """Hold assignments against the rules: form, spine, tests, leaks, full marks for solutions, none for blanks."""
    from grading.check import check_assignment

    found = {name: check_assignment(name) for name in args.assignments or notebook.assignments()}
    if args.json:
        print(json.dumps({name: [str(f) for f in findings] for name, findings in found.items()}))
    else:
        for name, findings in found.items():
            print(f"{name}: {len(findings)} finding{'s' * (len(findings) != 1)}")
            for finding in findings:
                print(f"  {finding}")
    return int(any(found.values()))


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
    """Grade one notebook outside any class."""
    from grading.engine import Limits, grade_one

    source = notebook.dumps(notebook.read(notebook.source_file(args.assignment)))
    if args.seed < 0:
        raise ValueError(f"seed: got {args.seed}, expected a whole number from 0")
    if not args.notebook.is_file():
        raise ValueError(f"notebook: {args.notebook} does not exist")
    limits = Limits(sandbox=not args.no_sandbox)
    report = grade_one(source, args.notebook.read_bytes(), limits, args.seed, args.assignment)
    print(json.dumps(report.summary(), ensure_ascii=False) if args.json else report.table())
    return 0


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

    some = dict(nargs="*", metavar="ASSIGNMENT", help="default: all")
    command(build).add_argument("assignments", **some)
    sub = command(check)
    sub.add_argument("assignments", **some)
    sub.add_argument("--json", action="store_true", help="print one JSON object")
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
    sub = command(grade)
    sub.add_argument("assignment")
    sub.add_argument("--notebook", type=Path, required=True, metavar="FILE.ipynb")
    sub.add_argument(
        "--seed", type=int, default=0, help="what hidden tests draw their inputs from (default 0)"
    )
    sub.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    sub.add_argument(
        "--no-sandbox", action="store_true", help="run student code unprotected; the report says so"
    )
    command(bundle).add_argument("--out", type=Path, required=True, metavar="FILE.zip")
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; exit status."""
    args = parser().parse_args(argv)
    try:
        return args.run(args)
    except (ValueError, OSError, RuntimeError) as error:
        print(f"grading: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
