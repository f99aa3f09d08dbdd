"""One submission on trial: its cells run in the sandbox, then its checks run here, where no student code ever runs.

Checks find the student's names as values or as handles (`sandbox.handles`). What the cells printed was kept before the
first check drew an input. A trial needs a process of its own, which ends afterwards (`grading.judge`).
"""

from __future__ import annotations

import builtins
import contextlib
import hashlib
import json
import sys
import time
import types
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from grading.limits import Limits
from grading.salvage import Plan, Step, defined_names
from grading.sandbox.conversation import Conversation
from grading.sandbox.execution import Ended, Execution
from grading.sandbox.handles import StudentError, clean, student_error
from grading.sandbox.inside.randomness import seed_generators
from grading.verdict import CellVerdict
from utils.messages import undefined, unfit

MAX_MESSAGE = 1500
_SHOWN = ("text/plain", "image/png", "image/jpeg")


def cell_seed(seed: int, name: str) -> int:
    """The seed of one cell: the same on both sides."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:7], "big")


def compiled(source: str, name: str) -> types.CodeType:
    """A cell as code, its magics turned into calls of `get_ipython`."""
    try:
        return compile(source, f"<check {name}>", "exec", dont_inherit=True)
    except SyntaxError:
        source = TransformerManager().transform_cell(source)
        return compile(source, f"<check {name}>", "exec", dont_inherit=True)


def used_names(code: types.CodeType) -> set[str]:
    """Every name the code may look up, functions inside included."""
    inner = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return set(code.co_names).union(*map(used_names, inner))


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


def sound_outputs(outputs: Any, room: int) -> list[dict]:
    """Outputs as they came from inside, reduced to what a notebook may hold: plain text, pictures, bounded."""
    found: list[dict] = []
    for output in outputs if isinstance(outputs, list) else []:
        made = _sound_output(output) if isinstance(output, dict) else None
        size = len(json.dumps(made))
        if made and size <= room:
            room -= size
            found.append(made)
    return found


def _sound_output(output: dict) -> dict | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": str(output.get("text", ""))}
    if kind == "error":
        lines = output.get("traceback") if isinstance(output.get("traceback"), list) else []
        words = {key: str(output.get(key, "")) for key in ("ename", "evalue")}
        return {"output_type": "error", **words, "traceback": [str(line) for line in lines]}
    data = output.get("data") if isinstance(output.get("data"), dict) else {}
    data = {mime: text for mime, text in data.items() if mime in _SHOWN and isinstance(text, str)}
    if kind not in ("display_data", "execute_result") or not data:
        return None
    extra = {"execution_count": None} if kind == "execute_result" else {}
    return {"output_type": kind, "data": data, "metadata": {}, **extra}


class Trial:
    """One submission: its cells inside, then its checks here."""

    def __init__(self, plan: Plan, execution: Execution, limits: Limits, seed: int) -> None:
        self.plan, self.execution, self.limits, self.seed = plan, execution, limits, seed
        self.conversation = Conversation(execution)
        self.sources = {step.id: step.source for step in plan.steps}
        self.graded = {name for step in plan.steps if step.kind == "answer" for name in step.names}
        self.trouble: dict[str, tuple[str, str]] = {}
        self.outputs: dict[str, list[dict]] = {}
        self.seconds: dict[str, float] = {}
        self.checkpoints: dict[str, str] = {}
        self.output = limits.output_kib << 10
        self.room = 20 * self.output
        self.behind: set[str] = set()
        self.space = main_namespace()

    # ---- inside
    def run_cells(self) -> None:
        """Everything the notebook computes, in order; a snapshot before each group of checks."""
        checkpoint = ""
        for step in self.plan.steps:
            if step.kind == "test":
                checkpoint = checkpoint or self.snapshot(step.id)
                self.checkpoints[step.id] = checkpoint
            elif step.kind in ("answer", "extra", "locked") or (
                step.kind == "demonstration" and self.shown(step)
            ):
                checkpoint = ""
                if step.kind == "locked" and self.graded & used_names(compiled(step.source, step.id)):
                    self.checkpoints[step.id] = self.snapshot(step.id)
                self.run_cell(step)

    def shown(self, step: Step) -> bool:
        return self.limits.demonstrations or not step.skip

    def snapshot(self, checkpoint: str) -> str:
        with contextlib.suppress(Ended):
            self.execution.snapshot(checkpoint)
        return checkpoint

    def run_cell(self, step: Step) -> None:
        """One cell of the student's notebook; what it defines is in trouble when it fails."""
        started = time.monotonic()
        room = min(self.output, self.room)
        trouble = None
        try:
            answer = self.execution.run_cell(step.source, step.id, cell_seed(self.seed, step.id), room)
            self.outputs[step.id] = sound_outputs(answer.get("outputs"), 2 * room)
            self.room -= len(json.dumps(self.outputs[step.id]))
            if "failed" in answer:
                trouble = self.confession(student_error(answer["failed"]), text=True)
        except Ended as ended:
            trouble = (ended.status, f"In your cell {step.id}, {ended}.")
        self.seconds[step.id] = time.monotonic() - started
        for name in defined_names(step.source) | step.names:
            self.trouble.pop(name, None)
            if trouble:
                self.trouble[name] = trouble

    def confession(self, error: Any, text: bool = False) -> tuple[str, str]:
        """Status and message for an exception of student code. The text it chose is shown only when it cannot have
        seen an input of a check; the line is quoted from the submission."""
        # The stub; torch raises the same, but with a text.
        if error.kind == "NotImplementedError" and not error.text:
            return "not_attempted", "This part is still blank."
        where = "Your code"
        lines = self.sources.get(error.cell, "").splitlines()
        if error.line and 1 <= error.line <= len(lines):
            where = f"Line {error.line} of your cell {error.cell} (`{clean(lines[error.line - 1], 100)}`)"
        said = f": {clean(error.text)}" if text and error.text else ""
        return "failed", f"{where} stopped with {error.kind}{said}."

    # ---- here
    def run_checks(self) -> dict[str, CellVerdict]:
        """The verdict on every graded cell."""
        results = {}
        for step in self.plan.steps:
            started = time.monotonic()
            if step.kind == "locked":
                self.define(step)
            elif step.kind == "manual":
                results[step.id] = CellVerdict(
                    0, step.points, "manual", "No answer yet." if step.skip else ""
                )
            elif step.kind == "test":
                status, message = self.check(step)
                score, seconds = step.points * (status == "passed"), time.monotonic() - started
                results[step.id] = CellVerdict(score, step.points, status, message, round(seconds, 3))
        return results

    def define(self, step: Step) -> None:
        """Given code runs here too, so that checks can use it."""
        code = compiled(step.source, step.id)
        trouble = self.run_code(code, step, keep=True)
        self.behind |= used_names(code) & self.graded
        for name in step.names if trouble else ():
            self.trouble[name] = trouble

    def check(self, step: Step) -> tuple[str, str]:
        """Status and message of one check: passed when it runs to its end."""
        return self.run_code(compiled(step.source, step.id), step) or ("passed", "")

    def run_code(self, code: types.CodeType, step: Step, keep: bool = False) -> tuple[str, str] | None:
        """Run trusted code with the student's names as proxies; what went wrong, or None."""
        used = used_names(code)
        before = dict(self.space)
        try:
            wanted = (used | self.behind) & self.graded if step.id in self.checkpoints else set()
            if wanted:
                self.conversation.enter(self.checkpoints[step.id])
                self.space.update(self.conversation.names(wanted))
            missing = sorted(name for name in used & self.graded if name not in self.space)
            if missing and not keep:  # a given function may use what is defined further down
                return self.absent(missing[0])
            seed_generators(cell_seed(self.seed, step.id))
            exec(code, self.space)
        except BaseException as error:
            return self.explain(error, step)
        finally:
            if not keep:
                self.space.clear()
                self.space.update(before)
        ended = self.conversation.ended if wanted else None
        return self.explain(ended, step) if ended else None

    def absent(self, name: str) -> tuple[str, str]:
        """A name the check needs is not there: say what its cell did."""
        return self.trouble.get(name, ("failed", undefined(name)))

    def explain(self, error: BaseException, step: Step) -> tuple[str, str]:
        """Status and message for whatever ended a check."""
        if isinstance(error, Ended):
            return error.status, f"In this check, {error}."
        if isinstance(error, StudentError):
            return self.confession(error)
        if isinstance(error, NameError) and error.name in self.trouble:
            return self.trouble[error.name]
        line, own = _where(error, f"<check {step.id}>")
        if isinstance(error, AssertionError) and (own or line not in hidden_numbers(step.source)):
            return "failed", clean(error, MAX_MESSAGE) or "This check failed."
        return "error", unfit(error, type(error).__name__)


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
    module.get_ipython = NoShell
    module.display = lambda *args, **kwargs: None
    module.__builtins__ = builtins
    sys.modules["__main__"] = module
    return vars(module)


def for_the_record(trial: Trial) -> dict[str, Any]:
    """The repaired notebook for the record: order of cells, the student's sources and outputs; nothing of the tests."""
    cells = []
    for step in trial.plan.steps:
        cell: dict[str, Any] = {"id": step.id, "kind": step.kind, "cell_type": step.cell_type}
        if step.kind in ("answer", "extra", "manual", "demonstration") or step.id.startswith("extra-"):
            cell |= {"source": step.source, "attachments": step.attachments}
        if step.id in trial.outputs:
            cell |= {"outputs": trial.outputs[step.id], "seconds": round(trial.seconds[step.id], 3)}
        cells.append(cell)
    return {"cells": cells}
