"""How good are the checks? Every small change of every solution (`grading.mutation`), run through them in the sandbox.

    python -m grading mutants lazy_training

A mutant is one submission with one answer changed. It is *killed* by the first check that it loses. Nearly all are lost
in the checks that follow their exercise: these run in a copy of a notebook in which everything before the exercise has
run once. Those that are left are graded as a whole, against all checks that depend on the exercise; what then has all
points *survives*. A survivor is a hole in the checks, or *equivalent*: no mistake by the words of the task. Equivalent
ones are listed with the reason in `tests/mutants/<assignment>.toml`; an entry that no longer names a survivor is stale.
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
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from grading import notebook
from grading.limits import Limits
from grading.mutation import Mutant, mutants
from grading.salvage import Plan, Step, parse_source, salvage
from grading.sandbox.bubblewrap import Child, Sandbox
from grading.sandbox.cgroup import Cgroup
from grading.sandbox.conversation import Conversation
from grading.sandbox.execution import Ended, Execution, Line
from grading.sandbox.inside.channel import Channel
from grading.sandbox.inside.process import die_with_parent, preload
from grading.trial import Trial, compiled, hidden_numbers, used_names

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
        survivors = [
            {"exercise": m.exercise, "operator": m.operator, "old": m.change[0], "new": m.change[1]}
            for m in self.survivors
        ]
        return {
            "assignment": self.assignment,
            "exercises": counts,
            "survivors": survivors,
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
    return {"exercise": mutant.exercise, "operator": mutant.operator, "old": old, "new": new}


# ---------------------------------------------------------------------------------------------- the list
def reviewed(path: Path) -> dict[tuple[str, ...], str]:
    """(exercise, operator, old, new) -> reason, for the equivalent mutants of an assignment; none without a file."""
    if not path.exists():
        return {}
    try:
        entries = tomllib.loads(path.read_text()).get("equivalent", [])
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from None
    found: dict[tuple[str, ...], str] = {}
    for number, entry in enumerate(entries, 1):
        words = [entry.get(key) for key in ("exercise", "operator", "old", "new", "reason")]
        if not all(isinstance(word, str) for word in words) or not words[-1].strip():
            wish = "expected texts exercise, operator, old, new and a reason"
            raise ValueError(f"{path.name}: entry {number} has {', '.join(entry)}, {wish}")
        found[tuple(words[:-1])] = words[-1]
    return found


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
        steps = tuple(salvage(parse_source(notebook.dumps(source)), notebook.dumps(solved)).steps)
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
        self.child = Child(self.channel, base.child.lifeline, Cgroup(()))

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
def laboratory(bare: bool = False) -> Iterator[Sandbox]:
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
    known: dict[tuple[str, ...], str] | None = None,
    workers: int | None = None,
    progress: Any = lambda results, total: results,
) -> Report:
    """Try the mutants of an assignment; `known` are the equivalent ones. Interrupted, it reports what it has."""
    started, known = time.monotonic(), known or {}
    assignment = Assignment.of(source)
    numbers = sampled(assignment.mutants, sample)
    batches = [numbers[i : i + BATCH] for i in range(0, len(numbers), BATCH)]
    report = Report(name, assignment.solutions)
    survived = set()
    _Worker.assignment, _Worker.sandbox, _Worker.stage = assignment, sandbox, None
    forked = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers or os.cpu_count(), forked, _Worker.start) as pool:
        futures = [pool.submit(_Worker.try_all, batch) for batch in batches]
        try:
            results = (pair for batch in as_completed(futures) for pair in batch.result())
            for number, lost in progress(results, len(numbers)):
                exercise = assignment.mutants[number].exercise
                report.judged[exercise] += 1
                report.killed[exercise] += bool(lost)
                survived |= set() if lost else {number}
            report.complete = True
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
    for number in sorted(survived):
        mutant = assignment.mutants[number]
        listed = tuple(_key(mutant).values()) in known
        (report.equivalent if listed else report.survivors).append(mutant)
    report.stale = list(
        _stale(known, assignment.mutants, set(numbers) - survived if report.complete else set())
    )
    report.seconds = time.monotonic() - started
    return report


def _stale(known: dict, found: tuple[Mutant, ...], killed: set[int]) -> Iterator[str]:
    numbers: dict[tuple[str, ...], list[int]] = {}
    for number, mutant in enumerate(found):
        numbers.setdefault(tuple(_key(mutant).values()), []).append(number)
    for key in known:
        words = f"{key[0]}, {key[1]}: {key[2]} -> {key[3]}"
        if key not in numbers:
            yield f"{words} (no such mutant)"
        elif set(numbers[key]) <= killed:
            yield f"{words} (it is killed)"


def run_assignment(name: str, sandbox: Sandbox, sample: int | None = None, progress: Any = None) -> Report:
    """The mutants of an assignment of this course, against its list."""
    source = notebook.read(notebook.source_file(name))
    more = {} if progress is None else {"progress": progress}
    return run(name, source, sandbox, sample=sample, known=reviewed(LIST / f"{name}.toml"), **more)
