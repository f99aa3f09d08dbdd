"""How good are the checks? Every small change of every solution (`operators`), run through them in the sandbox.

    python -m grading mutants lazy_training

A mutant is one submission with one answer changed. It is *killed* by the first check that it loses. Nearly all are lost
in the checks that follow their exercise: these run in a copy of a notebook in which everything before the exercise has
run once. Those that are left are graded as a whole, against all checks that depend on the exercise; what then has all
points *survives*. A survivor is a hole in the checks, or *equivalent*: no mistake by the words of the task. Equivalent
ones are listed with the reason in `tests/mutants/<assignment>.toml`; an entry that names no mutant, or a killed one, is
stale.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import multiprocessing
import os
import signal
import time
import tomllib
import warnings
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from grading import notebook
from grading.judging.salvage import Plan, Step, salvage
from grading.judging.trial import Trial, compiled, hidden_numbers, used_names
from grading.limits import Limits
from grading.mutants.operators import Mutant, mutants
from grading.sandbox.bubblewrap import Child, Sandbox
from grading.sandbox.cgroup import Cgroup
from grading.sandbox.conversation import Conversation
from grading.sandbox.execution import Ended, Execution, Line
from grading.sandbox.inside.channel import Channel
from grading.sandbox.inside.process import die_with_parent, preload

LIST = notebook.ROOT / "tests" / "mutants"
SEED = 0
BATCH = 8  # mutants handed to a worker at once
# Ended copies count as processes until their notebook ends; a mutant may loop for ever.
LIMITS = Limits(cell_seconds=20, submission_seconds=3600, processes=20_000)
PATIENCE = 10  # times as long as the solution's slowest cell or check, and a second


@dataclass
class Report:
    """What became of the mutants of one assignment. `judged` counts those that ran, all of them unless interrupted."""

    assignment: str
    solutions: dict[str, str]
    judged: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    survivors: list[Mutant] = field(default_factory=list)
    equivalent: list[Mutant] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    seconds: float = 0.0
    complete: bool = False

    @property
    def clean(self) -> bool:
        """Everything ran, every survivor is on the list, every entry of the list is one."""
        return self.complete and not self.survivors and not self.stale

    def summary(self) -> dict[str, Any]:
        """The same as plain data."""
        counts = {name: {"killed": self.killed[name], "all": n} for name, n in self.judged.items()}
        return {
            "assignment": self.assignment,
            "exercises": counts,
            "survivors": [_key(mutant) for mutant in self.survivors],
            "equivalent": len(self.equivalent),
            "stale": self.stale,
            "seconds": round(self.seconds, 1),
            "complete": self.complete,
        }

    def text(self) -> str:
        """The same for people. Survivors stand as entries for the list, their differences as comments above them."""
        lines = []
        for mutant in self.survivors:
            diff = mutant.diff(self.solutions[mutant.exercise])
            lines += [f"# {line}" for line in diff.splitlines()]
            lines += [
                "[[equivalent]]",
                *(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in _key(mutant).items()),
            ]
            lines += ['reason = ""', ""]
        lines += [f"stale: {entry}" for entry in self.stale]
        for name, number in self.judged.items():
            lines.append(f"{self.assignment} {name}: {self.killed[name]} of {number} killed")
        total, killed = self.judged.total(), self.killed.total()
        lines.append(
            f"{self.assignment}: {killed} of {total} killed, {len(self.equivalent)} equivalent, "
            f"{len(self.survivors)} survive, {len(self.stale)} stale entries, {self.seconds:.0f} s"
            f"{'' if self.complete else ' (interrupted)'}"
        )
        return "\n".join(lines)


def _key(mutant: Mutant) -> dict[str, str]:
    old, new = mutant.change
    return dict(zip(FIELDS, (mutant.exercise, mutant.operator, old, new)))


# ---------------------------------------------------------------------------------------------- the list
FIELDS = ("exercise", "operator", "old", "new")


def reviewed(path: Path) -> list[dict[str, str]]:
    """The entries of a list: each names equivalent mutants by exercise and operator, and by old and new lines where
    more would be said than is true. No file, no entries; ValueError for an entry without a reason."""
    if not path.exists():
        return []
    try:
        entries = tomllib.loads(path.read_text()).get("equivalent", [])
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from None
    for number, entry in enumerate(entries, 1):
        whole = {"exercise", "operator", "reason"} <= set(entry) <= {*FIELDS, "reason"}
        if (
            not whole
            or not all(isinstance(word, str) for word in entry.values())
            or not entry["reason"].strip()
        ):
            wish = "expected texts exercise, operator and a reason, perhaps old, new"
            raise ValueError(f"{path.name}: entry {number} has {', '.join(entry)}, {wish}")
    return entries


def _names(entry: dict[str, str], mutant: Mutant) -> bool:
    key = _key(mutant)
    return all(entry[field] == key[field] for field in FIELDS if field in entry)


def _stale(known: Sequence[dict[str, str]], found: Sequence[Mutant], killed: set[int]) -> Iterator[str]:
    """Entries that name no mutant, or one that is killed."""
    for entry in known:
        named = [number for number, mutant in enumerate(found) if _names(entry, mutant)]
        words = ", ".join(entry[field] for field in FIELDS if field in entry)
        if not named:
            yield f"{words} (no such mutant)"
        elif dead := killed.intersection(named):
            yield f"{words} ({len(dead)} of {len(named)} are killed)"


# ---------------------------------------------------------------------------------------------- an assignment
@dataclass(frozen=True)
class Assignment:
    """A solved notebook as it is graded, and its mutants."""

    steps: tuple[Step, ...]
    solutions: dict[str, str]
    mutants: tuple[Mutant, ...]

    @classmethod
    def of(cls, source: NotebookNode) -> Assignment:
        solved = notebook.fill(source, notebook.reference_answers(source))
        steps = tuple(salvage(notebook.dumps(source), notebook.dumps(solved)).steps)
        cells = {notebook.grade_id(c): c.source for c in source.cells if notebook.is_solution(c)}
        found: list[Mutant] = []
        for name, cell in cells.items():
            tests = "\n".join(_visible(step.source) for step in _own_tests(steps, name))
            found += mutants(name, cell, tests)
        return cls(
            steps, {name: notebook.without_markers(cell) for name, cell in cells.items()}, tuple(found)
        )

    def place(self, exercise: str) -> int:
        """Where the exercise stands among the steps."""
        return next(i for i, step in enumerate(self.steps) if step.id == exercise)

    def whole(self, mutant: Mutant) -> Plan:
        """The submission with this answer, and of the checks those that can notice."""
        touched = set(self.steps[self.place(mutant.exercise)].names)
        kept = []
        for step in self.steps:
            if step.id == mutant.exercise:
                step = replace(step, source=mutant.source)
            elif step.kind in ("answer", "locked", "test"):
                used = used_names(compiled(step.source, step.id))
                if step.kind == "test" and not used & touched:
                    continue
                touched |= step.names if used & touched else set()
            kept.append(step)
        return Plan(kept, ())


def _own_tests(steps: tuple[Step, ...], exercise: str) -> list[Step]:
    """The tests between an answer and the next cell that runs."""
    place = next(i for i, step in enumerate(steps) if step.id == exercise)
    found = []
    for step in steps[place + 1 :]:
        if step.kind in ("answer", "locked", "extra"):
            break
        found += [step] if step.kind == "test" else []
    return found


def _visible(source: str) -> str:
    hidden = hidden_numbers(source)
    return "\n".join(line for number, line in enumerate(source.splitlines(), 1) if number not in hidden)


# ---------------------------------------------------------------------------------------------- running
class Copy(Execution):
    """A copy of a running notebook, for one mutant and its first checks."""

    def __init__(self, base: Execution, name: str) -> None:
        super().__init__(_never, base.line)
        self.base, self.name = base, name
        base.snapshot(name)
        base.past.pop()  # when the notebook has to be started again, this copy is not
        self.channel, _ = base.take(name)
        self.child = Child(self.channel, base.revived().lifeline, Cgroup(()))

    def snapshot(self, checkpoint: str) -> None:
        """No cell runs after the checks: they talk to the copy itself."""

    def take(self, checkpoint: str) -> tuple[Channel, None]:
        return self.channel, None

    def reap(self, checkpoint: str) -> None:
        """Its end is near."""

    def close(self) -> str:
        self.channel.sock.close()
        self.child = None
        self.base.reap(self.name)
        return ""


def _never() -> Child:
    raise RuntimeError("a copy is not started again")


class Stage:
    """Everything before one exercise has run, inside and here; mutants of the exercise are tried in copies."""

    def __init__(self, assignment: Assignment, exercise: str, sandbox: Sandbox) -> None:
        place = assignment.place(exercise)
        self.step, self.tests = assignment.steps[place], _own_tests(assignment.steps, exercise)
        before = [step for step in assignment.steps[:place] if step.kind in ("answer", "extra", "locked")]
        self.line = Line(LIMITS.cell_seconds, time.monotonic() + LIMITS.submission_seconds)
        self.base = Execution(lambda: sandbox.spawn(LIMITS), self.line)
        self.trial = Trial(Plan([*before], ()), self.base, LIMITS, SEED)
        self.trial.run_cells()
        self.trial.run_checks()  # there are none; given cells run here
        self.trial.conversation.leave()
        self.trial.graded |= self.step.names
        self.trial.checkpoints |= dict.fromkeys((test.id for test in self.tests), exercise)
        self.number = 0
        if lost := self.first_loss(self.step.source):
            raise RuntimeError(f"the solution of {exercise} loses {lost}")
        slowest = max(self.trial.seconds[exercise], *self.seconds.values(), 0.0)
        self.line.cell_seconds = 1 + PATIENCE * slowest

    def first_loss(self, source: str) -> str:
        """The first of the exercise's own tests that this answer loses, or ""."""
        lost, status = self.attempt(source)
        if status == "timeout":  # the machine may have been busy
            usual, self.line.cell_seconds = self.line.cell_seconds, 3 * self.line.cell_seconds
            lost, status = self.attempt(source)
            self.line.cell_seconds = usual
        return lost

    def attempt(self, source: str) -> tuple[str, str]:
        """(the first test that is lost, its status), or nothing twice."""
        self.number += 1
        self.seconds: dict[str, float] = {}
        self.trial.execution = copy = Copy(self.base, f"{self.step.id}-{self.number}")
        self.trial.conversation = Conversation(copy)
        with contextlib.closing(self.trial.conversation):
            self.trial.run_cell(replace(self.step, source=source))
            for test in self.tests:
                started = time.monotonic()
                status, _ = self.trial.check(test)
                self.seconds[test.id] = time.monotonic() - started
                if status != "passed":
                    return test.id, status
        return "", ""

    def close(self) -> None:
        self.base.close()


def first_loss_of_all(plan: Plan, sandbox: Sandbox) -> str:
    """The first check of the whole notebook that a submission loses, or ""."""
    line = Line(LIMITS.cell_seconds, time.monotonic() + LIMITS.submission_seconds)
    trial = Trial(plan, Execution(lambda: sandbox.spawn(LIMITS), line), LIMITS, SEED)
    with contextlib.closing(trial.conversation):
        trial.run_cells()
        cells = trial.run_checks()
    return next((n for n, c in cells.items() if c.status not in ("passed", "manual")), "")


class _Worker:
    """One of the processes that try mutants; it keeps the stage of the exercise it had last."""

    assignment: Assignment
    sandbox: Sandbox
    stage: Stage | None = None

    @classmethod
    def start(cls) -> None:
        die_with_parent()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # results are printed by the process that asked
        warnings.simplefilter("ignore")

    @classmethod
    def try_all(cls, numbers: list[int]) -> list[tuple[int, str]]:
        return [(number, cls.first_loss(cls.assignment.mutants[number])) for number in numbers]

    @classmethod
    def first_loss(cls, mutant: Mutant) -> str:
        for _ in range(2):  # a mutant may take the whole notebook with it; the next one finds it gone
            try:
                lost = cls.on_stage(mutant.exercise).first_loss(mutant.source)
                return lost or first_loss_of_all(cls.assignment.whole(mutant), cls.sandbox)
            except Ended:
                cls.stage = None
        raise RuntimeError(f"the notebook before {mutant.exercise} does not run")

    @classmethod
    def on_stage(cls, exercise: str) -> Stage:
        if cls.stage is None or cls.stage.step.id != exercise:
            if cls.stage:
                cls.stage.close()
            cls.stage = Stage(cls.assignment, exercise, cls.sandbox)
        return cls.stage


@contextlib.contextmanager
def laboratory(bare: bool = False) -> Generator[Sandbox]:
    """The sandbox, and in this process everything that checks need; workers are forks of it."""
    sandbox = Sandbox.start(bare)
    try:
        preload()
        sandbox.wait()
        yield sandbox
    finally:
        gc.unfreeze()  # else libraries find at exit that their objects have leaked
        sandbox.stop()


def sampled(found: tuple[Mutant, ...], sample: int | None) -> list[int]:
    """Numbers of the mutants to run: all, or `sample` of them, always the same ones."""
    numbers = range(len(found))
    if sample is None:
        return list(numbers)
    order = sorted(numbers, key=lambda i: hashlib.sha256(repr(_key(found[i])).encode()).digest())
    return sorted(order[:sample])


def run(
    name: str,
    source: NotebookNode,
    sandbox: Sandbox,
    *,
    sample: int | None = None,
    known: Sequence[dict[str, str]] = (),
    workers: int | None = None,
    progress: Any = lambda results, total: results,
) -> Report:
    """Try the mutants of an assignment; `known` are the equivalent ones. Interrupted, it reports what it has."""
    started = time.monotonic()
    assignment = Assignment.of(source)
    numbers = sampled(assignment.mutants, sample)
    batches = [numbers[i : i + BATCH] for i in range(0, len(numbers), BATCH)]
    lost: dict[int, str] = {}
    complete = False
    _Worker.assignment, _Worker.sandbox, _Worker.stage = assignment, sandbox, None
    forked = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers or os.cpu_count(), forked, _Worker.start) as pool:
        futures = [pool.submit(_Worker.try_all, batch) for batch in batches]
        try:
            results = (pair for batch in as_completed(futures) for pair in batch.result())
            for number, check in progress(results, total=len(numbers)):
                lost[number] = check
            complete = True
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
    report = summed(name, assignment, lost, known)
    return replace(report, complete=complete, seconds=time.monotonic() - started)


def summed(
    name: str, assignment: Assignment, lost: dict[int, str], known: Sequence[dict[str, str]] = ()
) -> Report:
    """The report on the mutants of these numbers, which lost these checks ("": none), against the `known` ones."""
    report = Report(name, assignment.solutions)
    for number in sorted(lost):
        mutant = assignment.mutants[number]
        report.judged[mutant.exercise] += 1
        report.killed[mutant.exercise] += bool(lost[number])
        if not lost[number]:
            listed = any(_names(entry, mutant) for entry in known)
            (report.equivalent if listed else report.survivors).append(mutant)
    killed = {number for number, check in lost.items() if check}
    report.stale = list(_stale(known, assignment.mutants, killed))
    return report


def run_assignment(name: str, sandbox: Sandbox, sample: int | None = None, progress: Any = None) -> Report:
    """The mutants of an assignment of this course, against its list."""
    source = notebook.read(notebook.source_file(name))
    more = {} if progress is None else {"progress": progress}
    return run(name, source, sandbox, sample=sample, known=reviewed(LIST / f"{name}.toml"), **more)
