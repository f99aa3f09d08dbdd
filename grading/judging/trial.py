"""One submission on trial: its cells run in the sandbox, then its checks run here, where no student code ever runs.

Checks find the student's names as values or as handles (`sandbox.handles`). What the cells printed was kept before the
first check drew an input. A trial needs a process of its own, which ends afterwards (`grading.judging.judge`).
"""

from __future__ import annotations

import builtins
import contextlib
import dis
import json
import re
import signal
import sys
import time
import types
from collections.abc import Callable, Collection, Generator, Sequence
from functools import lru_cache
from typing import Any

import torch
from IPython.core.inputtransformer2 import TransformerManager

from grading.judging.faults import Faults
from grading.judging.places import changes, words
from grading.judging.salvage import Plan, Step, defined_names
from grading.limits import Limits
from grading.sandbox.conversation import Conversation
from grading.sandbox.execution import Ended, Execution, too_long
from grading.sandbox.handles import Handle, StudentError, student_error
from grading.sandbox.inside import messages as m
from grading.sandbox.inside.modules import Misuse
from grading.sandbox.inside.randomness import derived_seed, seed_generators
from grading.verdict import CellVerdict, plain
from utils.compare import mismatch
from utils.messages import DELETE, builds_on, left_over, needs, undefined, unfit

MAX_MESSAGE = 1500
BLANK = ("not_attempted", "This part is still blank.")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_LOOKS_UP = re.compile(r"LOAD_(NAME|GLOBAL|FROM_DICT_OR_GLOBALS)")


def cell_seed(seed: int, purpose: str, name: str) -> int:
    """The seed of one cell, for `purpose` "cell" or "check"."""
    return derived_seed(str(seed).encode(), f"{purpose} {name}")


@lru_cache(maxsize=1024)
def compiled(source: str, name: str) -> types.CodeType:
    """A cell as code, its magics turned into calls of `get_ipython`."""
    try:
        return compile(source, f"<check {name}>", "exec", dont_inherit=True)
    except SyntaxError:
        source = TransformerManager().transform_cell(source)
        return compile(source, f"<check {name}>", "exec", dont_inherit=True)


@lru_cache(maxsize=1024)
def used_names(code: types.CodeType) -> frozenset[str]:
    """Every name the code may look up, functions inside included; attributes are none.

    >>> sorted(used_names(compiled("mean = x.mean()\\nprint([phi(v) for v in mean])", "")))
    ['mean', 'phi', 'print', 'x']
    """
    inner = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    looked = (i.argval for i in dis.get_instructions(code) if _LOOKS_UP.fullmatch(i.opname))
    return frozenset(looked).union(*map(used_names, inner))


class NoShell:
    """What `get_ipython()` gives in the trusted process: magics do nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: None


def hidden_numbers(source: str) -> set[int]:
    """Line numbers of the hidden part of a test cell."""
    inside_region, found = False, set()
    for number, line in enumerate(source.splitlines(), 1):
        if "BEGIN HIDDEN TESTS" in line or "END HIDDEN TESTS" in line:
            inside_region = "BEGIN" in line
        elif inside_region:
            found.add(number)
    return found


def sound_outputs(outputs: Sequence[Any], room: int) -> list[dict]:
    """The outputs of a cell as a notebook holds them: plain text and pictures, as many as there is room for."""
    found: list[dict] = []
    for output in outputs:
        made = _sound_output(output)
        size = len(json.dumps(made))
        if made and size <= room:
            room -= size
            found.append(made)
    return found


def _sound_output(output: m.Printed | m.Shown | m.Failure) -> dict | None:
    if isinstance(output, m.Printed):
        return {"output_type": "stream", "name": output.stream, "text": output.text}
    if isinstance(output, m.Failure):
        words = {"ename": output.kind, "evalue": output.text, "traceback": output.traceback}
        return {"output_type": "error", **words}
    pictures = {"image/png": output.png, "image/jpeg": output.jpeg}
    pictures = {mime: data for mime, data in pictures.items() if data and _BASE64.fullmatch(data)}
    data = ({"text/plain": output.text} if output.text else {}) | pictures
    if not data:
        return None
    extra = {"execution_count": None} if output.result else {}
    kind = "execute_result" if output.result else "display_data"
    return {"output_type": kind, "data": data, "metadata": {}, **extra}


EXPERIMENTS = 1 / 3  # of a submission's time for cells of the student's own, beside the answers
CHECKS = 1 / 3  # of it that the checks have in any case


@contextlib.contextmanager
def own_time(seconds: float) -> Generator[None]:
    """`Ended` when this process itself computes for longer: a value of the student's may keep a check busy."""

    def late(number: int, frame: Any) -> None:
        raise too_long(seconds)

    signal.signal(signal.SIGPROF, late)
    # Again and again: what is raised in a destructor is lost.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


class Trial:
    """One submission: its cells inside, then its checks here."""

    def __init__(self, plan: Plan, execution: Execution, limits: Limits, seed: int) -> None:
        self.plan, self.execution, self.limits, self.seed = plan, execution, limits, seed
        self.written = {step.id: step.source for step in plan.steps if step.kind in ("answer", "extra")}
        self.faults = Faults(plan)
        self.conversation = Conversation(execution, self.faults.parameters(), str(seed).encode())
        self.graded = {name for step in plan.steps if step.kind == "answer" for name in step.names}
        self.experiments = EXPERIMENTS * limits.submission_seconds
        self.trouble: dict[str, tuple[str, str]] = {}
        self.outputs: dict[str, list[dict]] = {}
        self.seconds: dict[str, float] = {}
        self.checkpoints: dict[str, str] = {}
        self.output = limits.output_kib << 10
        self.room = 20 * self.output
        self.behind: set[str] = set()
        self.accepted: dict[str, bool] = {}
        self.space = main_namespace()

    # ---- inside
    def run_cells(self) -> None:
        """Everything the notebook computes, in order; a snapshot for checks before something changes what they see."""
        waiting: list[str] = []
        known: set[str] = set()
        for step in self.plan.steps:
            runs = step.kind in ("answer", "extra", "locked") or (
                step.kind == "demonstration" and self.shown(step)
            )
            given = step.kind == "locked" and self.graded & used_names(compiled(step.source, step.id))
            if step.kind == "test" or given:
                waiting.append(step.id)
            if runs:
                if waiting and changes(step.source, known):
                    self.snapshot(waiting)
                    waiting = []
                self.run_cell(step)
            known |= words(step.source) if runs or step.kind == "test" else set()
        if waiting:
            self.snapshot(waiting)

    def shown(self, step: Step) -> bool:
        return self.limits.demonstrations or not step.skip

    def snapshot(self, waiting: list[str]) -> None:
        """One for all checks that wait."""
        checkpoint = waiting[-1]
        self.checkpoints |= dict.fromkeys(waiting, checkpoint)
        with contextlib.suppress(Ended):
            self.execution.snapshot(checkpoint)

    def run_cell(self, step: Step) -> None:
        """One cell of the student's notebook; what it defines is in trouble when it fails."""
        started = time.monotonic()
        room = min(self.output, self.room)
        trouble, left = None, self.execution.line.left()
        try:
            if step.kind == "extra" and self.experiments <= 0:
                used = EXPERIMENTS * self.limits.submission_seconds
                raise Ended(
                    "timeout", f"it was not run: cells of your own above it had taken more than {used:g} s"
                )
            seed = cell_seed(self.seed, "cell", step.id)
            ran = self.execution.run_cell(step.source, step.id, seed, room)
            self.outputs[step.id] = sound_outputs(ran.outputs, 2 * room)
            self.room -= len(json.dumps(self.outputs[step.id]))
            if ran.error:
                trouble = self.cell_stopped(student_error(ran.error))
        except Ended as ended:
            trouble = (ended.status, f"In your cell {step.id}, {ended}.")
            told = {"ename": ended.status, "evalue": str(ended), "traceback": [str(ended)]}
            self.outputs[step.id] = [{"output_type": "error", **told}]
        if step.kind == "extra":
            self.experiments -= left - self.execution.line.left()
        self.seconds[step.id] = time.monotonic() - started
        for name in defined_names(step.source) | step.names:
            self.trouble.pop(name, None)
            if trouble:
                self.trouble[name] = trouble

    def cell_stopped(self, error: StudentError) -> tuple[str, str]:
        """Status and message for an exception of a cell. It has seen no input of a check, so its text is told; the
        line is looked up in the cells that the student wrote."""
        if blank(error):
            return self.unanswered(defined_names(self.written.get(error.cell, "")))
        where, lines = "Your code", self.written.get(error.cell, "").splitlines()
        if 1 <= error.line <= len(lines):
            where = f"Line {error.line} of your cell {error.cell} (`{plain(lines[error.line - 1], 100)}`)"
        said = f": {plain(error.text)}" if error.text else ""
        return "failed", f"{where} stopped with {error.kind}{said}."

    def call_stopped(self, error: StudentError, step: Step, visible: bool) -> tuple[str, str]:
        """The same for a call in a check. By its text and by the line it stops at, code could tell of hidden inputs:
        the message has the type of the exception, the name that the check called, and what the cells alone tell."""
        if blank(error):
            return self.unanswered(used_names(compiled(step.source, step.id)))
        where = f"Your `{error.called}`" if error.called else "Your code"
        hint = " Run this check in your notebook to see the line." if visible else ""
        if error.kind == "EOFError":
            hint = " If it calls input(): nobody is there to answer at grading."
        return "failed", f"{where} stopped with {error.kind}{self.faults.said(error)}.{hint}"

    def unanswered(self, names: Collection[str]) -> tuple[str, str]:
        """The blank of one of these names is as it was, or still stands beside an answer."""
        answers = [
            s for s in self.plan.steps if s.kind == "answer" and s.names.intersection(names) and not s.skip
        ]
        return ("failed", DELETE) if any(left_over(step.source) for step in answers) else BLANK

    # ---- here
    def run_checks(self) -> dict[str, CellVerdict]:
        """The verdict on every graded cell."""
        results: dict[str, CellVerdict] = {}
        lost: set[str] = set()
        exercise = ""
        self.execution.line.reserve(CHECKS * self.limits.submission_seconds)
        for step in self.plan.steps:
            started = time.monotonic()
            if step.kind == "answer":
                exercise = step.id
            elif step.kind == "locked":
                self.define(step)
            elif step.kind == "manual":
                results[step.id] = CellVerdict(
                    0, step.points, "manual", "No answer yet." if step.skip else ""
                )
            elif step.kind == "test":
                status, message = self.check(step, exercise)
                self.accepted[exercise] = self.accepted.get(exercise, True) and status == "passed"
                first = next((name for name in needs(step.source) if name in lost), None)
                if status in ("failed", "error") and first:
                    message = builds_on(first)
                lost |= {step.id} if status != "passed" else set()
                score, seconds = step.points * (status == "passed"), time.monotonic() - started
                results[step.id] = CellVerdict(score, step.points, status, message, round(seconds, 3))
        return results

    def define(self, step: Step) -> None:
        """Given code runs here too, so that checks can use it."""
        code = compiled(step.source, step.id)
        trouble = self.run_code(code, step, keep=True)
        self.behind |= used_names(code) & self.graded
        if trouble:
            self.trouble |= dict.fromkeys(step.names, trouble)

    def check(self, step: Step, exercise: str = "") -> tuple[str, str]:
        """Status and message of one check: passed when it runs to its end."""
        return self.run_code(compiled(step.source, step.id), step, exercise) or ("passed", "")

    def faithful(self, names: dict[str, Any], exercise: str) -> dict[str, Any]:
        """The same, but functions of other exercises, which a check takes for its reference, are held to the
        instructor's where all their own checks have passed: they may not answer otherwise here."""
        others = [s.names for s in self.plan.steps if s.id != exercise and self.accepted.get(s.id)]
        shared = names.keys() & frozenset().union(*others)
        ours = dict(self.space) if shared else {}
        for name, solution in self.plan.solutions.items() if shared else ():
            with contextlib.suppress(Exception):  # what builds on cells that do not run here stays unheld
                exec(compiled(solution, name), ours)
        return names | {
            name: held(name, names[name], ours[name])
            for name in shared
            if isinstance(names[name], Handle) and isinstance(ours.get(name), types.FunctionType)
        }

    def run_code(
        self, code: types.CodeType, step: Step, exercise: str = "", keep: bool = False
    ) -> tuple[str, str] | None:
        """Run trusted code with the student's names as proxies; what went wrong, or None."""
        used = used_names(code)
        before = dict(self.space)
        try:
            wanted = (used | self.behind) & self.graded if step.id in self.checkpoints else set()
            with own_time(self.execution.line.remaining(self.limits.cell_seconds)):
                if wanted:
                    self.conversation.enter(self.checkpoints[step.id])
                    self.space.update(self.faithful(self.conversation.names(wanted), exercise))
                missing = sorted(name for name in used & self.graded if name not in self.space)
                if missing and not keep:  # a given function may use what is defined further down
                    return self.absent(missing[0])
                seed_generators(cell_seed(self.seed, "check", step.id))
                exec(code, self.space)
        except BaseException as error:
            if isinstance(error, Ended) and self.conversation.fault is not error:
                self.conversation.abandon()
            return self.explain(error, step)
        finally:
            torch.set_default_dtype(torch.float)
            if not keep:
                self.space.clear()
                self.space.update(before)
        fault = self.conversation.fault if wanted else None
        return self.explain(fault, step) if fault else None

    def absent(self, name: str) -> tuple[str, str]:
        """A name the check needs is not there: say what its cell did."""
        return self.trouble.get(name, ("failed", undefined(name)))

    def explain(self, error: BaseException, step: Step) -> tuple[str, str]:
        """Status and message for whatever ended a check."""
        if isinstance(error, Ended):
            return error.status, f"In this check, {error}."
        line, own = _where(error, f"<check {step.id}>")
        visible = line not in hidden_numbers(step.source)
        if isinstance(error, StudentError):
            return self.call_stopped(error, step, visible)
        if isinstance(error, NameError) and error.name in self.trouble:
            return self.trouble[error.name]
        if isinstance(error, Misuse) or (isinstance(error, AssertionError) and (own or visible)):
            return "failed", plain(error, MAX_MESSAGE) or "This check failed."
        return "error", unfit(error, type(error).__name__)


def held(name: str, theirs: Handle, ours: Callable) -> Callable:
    """The student's function; Misuse where its answer is far from the instructor's, if that one is the same twice."""

    def call(*args: Any, **kwargs: Any) -> Any:
        got, seen = theirs(*args, **kwargs), ""
        with contextlib.suppress(Exception):  # what is no number is not compared
            wanted, again = (torch.as_tensor(ours(*args, **kwargs)).detach() for _ in range(2))
            if torch.equal(wanted, again):
                seen = mismatch(name, got, wanted, rtol=0, atol=1e-3 * float(wanted.abs().max()))
        if seen:
            raise Misuse(f"Your `{name}`, which has passed its own checks, gives a wrong answer here.")
        return got

    return call


def blank(error: StudentError) -> bool:
    """The stub raised it; torch raises the same, but with a text."""
    return error.kind == "NotImplementedError" and not error.text


def _where(error: BaseException, filename: str) -> tuple[int, bool]:
    """(last line of the check that was reached, whether the check itself raised)."""
    line, own, tb = 0, False, error.__traceback__
    while tb is not None:
        own = tb.tb_frame.f_code.co_filename == filename
        line = tb.tb_lineno if own else line
        tb = tb.tb_next
    return line, own


def main_namespace() -> dict[str, Any]:
    """A fresh `__main__`, as a notebook has: what given cells define pickles by reference into the sandbox."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    space = vars(module)
    space |= {"get_ipython": NoShell, "display": lambda *args, **kwargs: None, "__builtins__": builtins}
    return space
