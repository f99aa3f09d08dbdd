"""The trusted process: where verdicts are reached and no student code ever runs.

`python -m grading.trusted FD` is the *bench*: it imports once what notebooks import, starts the wall
(`grading.sandbox`) and forks for every request on FD (one end of a socket). The fork reads a job from that socket,
judges it and writes the report back; a hostile notebook can at worst take the fork with it.

    judge(source, submission, job, session, wall) -> Report     # salvage, student's cells inside, checks here
"""

from __future__ import annotations

import builtins
import contextlib
import hashlib
import io
import json
import os
import resource
import select
import signal
import socket
import sys
import time
import traceback
import types
import warnings
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from grading import inside, zygote
from grading.channel import Channel
from grading.proxies import Ended, Session, StudentError, clean, student_error
from grading.report import CellResult, Report
from grading.salvage import Plan, Step, defined_names, parse_source, salvage
from grading.sandbox import SandboxError, Wall
from utils import undefined, unfit

MAX_MESSAGE = 1500
TRUSTED_MEMORY = 8 << 30
_SHOWN = ("text/plain", "image/png", "image/jpeg")


# ---------------------------------------------------------------------------------------------- helpers
def cell_seed(seed: int, name: str) -> int:
    """The seed of one cell: the same on both sides of the wall."""
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


# ---------------------------------------------------------------------------------------------- one submission
class Trial:
    """One submission: its cells inside, then its checks here."""

    def __init__(self, plan: Plan, session: Session, limits: dict, seed: int) -> None:
        self.plan, self.session, self.limits, self.seed = plan, session, limits, seed
        self.sources = {step.id: step.source for step in plan.steps}
        self.graded = {name for step in plan.steps if step.kind == "answer" for name in step.names}
        self.trouble: dict[str, tuple[str, str]] = {}
        self.outputs: dict[str, list[dict]] = {}
        self.seconds: dict[str, float] = {}
        self.places: dict[str, str] = {}
        self.room = 20 * limits["output"]
        self.behind: set[str] = set()
        self.space = main_namespace()

    # ---- inside
    def run_cells(self) -> None:
        """Everything the notebook computes, in order; a snapshot before each group of checks."""
        place = ""
        for step in self.plan.steps:
            if step.kind == "test":
                place = place or self.snapshot(step.id)
                self.places[step.id] = place
            elif step.kind in ("answer", "extra", "locked") or (
                step.kind == "demonstration" and self.shown(step)
            ):
                place = ""
                if step.kind == "locked" and self.graded & used_names(compiled(step.source, step.id)):
                    self.places[step.id] = self.snapshot(step.id)
                self.run_cell(step)

    def shown(self, step: Step) -> bool:
        return self.limits["demonstrations"] or not step.skip

    def snapshot(self, place: str) -> str:
        with contextlib.suppress(Ended):
            self.session.snapshot(place)
        return place

    def run_cell(self, step: Step) -> None:
        """One cell of the student's notebook; what it defines is in trouble when it fails."""
        started = time.monotonic()
        room = min(self.limits["output"], self.room)
        trouble = None
        try:
            answer = self.session.run_cell(step.source, step.id, cell_seed(self.seed, step.id), room)
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
    def run_checks(self) -> dict[str, CellResult]:
        """The verdict on every graded cell."""
        results = {}
        for step in self.plan.steps:
            started = time.monotonic()
            if step.kind == "locked":
                self.define(step)
            elif step.kind == "manual":
                results[step.id] = CellResult(0, step.points, "manual", "No answer yet." if step.skip else "")
            elif step.kind == "test":
                status, message = self.verdict(step)
                score, seconds = step.points * (status == "passed"), time.monotonic() - started
                results[step.id] = CellResult(score, step.points, status, message, round(seconds, 3))
        return results

    def define(self, step: Step) -> None:
        """Given code runs here too, so that checks can use it."""
        code = compiled(step.source, step.id)
        trouble = self.execute(code, step, keep=True)
        self.behind |= used_names(code) & self.graded
        for name in step.names if trouble else ():
            self.trouble[name] = trouble

    def verdict(self, step: Step) -> tuple[str, str]:
        """Status and message of one check: passed when it runs to its end."""
        return self.execute(compiled(step.source, step.id), step) or ("passed", "")

    def execute(self, code: types.CodeType, step: Step, keep: bool = False) -> tuple[str, str] | None:
        """Run trusted code with the student's names as proxies; what went wrong, or None."""
        used = used_names(code)
        before = dict(self.space)
        try:
            wanted = (used | self.behind) & self.graded if step.id in self.places else set()
            if wanted:
                self.session.enter(self.places[step.id])
                self.space.update(self.session.names(wanted))
            missing = sorted(name for name in used & self.graded if name not in self.space)
            if missing and not keep:  # a given function may use what is defined further down
                return self.absent(missing[0])
            inside.seed_all(cell_seed(self.seed, step.id))
            exec(code, self.space)
        except BaseException as error:
            return self.explain(error, step)
        finally:
            if not keep:
                self.space.clear()
                self.space.update(before)
        ended = self.session.ended if wanted else None
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


def judge(source: bytes, submission: bytes, job: dict, session: Session, wall: str) -> Report:
    """Grade one submission; the caller is a fork that ends afterwards."""
    started = time.monotonic()
    plan = salvage(parse_source(source), submission)
    trial = Trial(plan, session, job["limits"], job["seed"])
    trial.run_cells()
    cells = trial.run_checks()
    seconds = round(time.monotonic() - started, 3)
    return Report(job["assignment"], cells, plan.repairs, seconds, wall, job["seed"], handed(trial))


def handed(trial: Trial) -> dict[str, Any]:
    """The repaired notebook for the record: order of cells, the student's sources and outputs; nothing of the tests."""
    cells = []
    for step in trial.plan.steps:
        cell = {"id": step.id, "kind": step.kind, "cell_type": step.cell_type}
        if step.kind in ("answer", "extra", "manual", "demonstration") or step.id.startswith("extra-"):
            cell["source"] = step.source
        if step.id in trial.outputs:
            cell |= {"outputs": trial.outputs[step.id], "seconds": round(trial.seconds[step.id], 3)}
        cells.append(cell)
    return {"cells": cells}


# ---------------------------------------------------------------------------------------------- the bench
def serve(control: socket.socket, bare: bool) -> None:
    """Say whether the wall stands, then fork a judge for every socket that arrives, until the grader hangs up."""
    try:
        wall = Wall.start(bare)
        zygote.preload()  # while the wall goes up
        wall.wait()
    except SandboxError as error:
        control.send(b"refused " + str(error).encode())
        return
    control.send(b"ready")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while select.select([control], [], []):
        message, fds, _, _ = socket.recv_fds(control, 16, 1)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            try:
                answer(socket.socket(fileno=fds[0]), wall)
            except BaseException:  # a bug of ours: seen in the log, answered by the engine
                traceback.print_exc()
            os._exit(0)
        for fd in fds:
            os.close(fd)


def answer(sock: socket.socket, wall: Wall) -> None:
    """In a fork: read the job, judge, write the report."""
    zygote.die_with_parent()
    channel = Channel(sock, bound=1 << 30)
    job, (source, submission) = channel.receive()
    signal.alarm(int(job["limits"]["submission_seconds"]) + 60)
    resource.setrlimit(resource.RLIMIT_DATA, (TRUSTED_MEMORY, TRUSTED_MEMORY))
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1):
        os.dup2(null, fd)
    sys.stdout = io.StringIO()
    warnings.simplefilter("ignore")
    limits = job["limits"]
    deadline = time.monotonic() + limits["submission_seconds"]
    try:
        with contextlib.closing(
            Session(lambda: wall.spawn(limits), limits["cell_seconds"], deadline)
        ) as session:
            report = judge(bytes(source), bytes(submission), job, session, wall.description)
            channel.send({}, [report.to_json().encode()])
    except (SandboxError, OSError) as error:
        channel.send({"refused": f"{error}"})


if __name__ == "__main__":
    from grading import trusted  # one copy of this module, under its real name

    trusted.serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:] == ["bare"])
    os._exit(0)
