"""``grade_one``: from two byte strings, the instructor's notebook and a submission, to a :class:`Report`.

    report = grade_one(source_bytes, submission_bytes, Limits(), seed=0, assignment="lazy_training")

A pure function of its arguments: it runs the same in a local worker and on a Dask worker that shares no disk.
"""

from __future__ import annotations

import dataclasses
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import ClassVar

from grading.channel import Channel
from grading.report import CellResult, Report
from grading.salvage import MAX_BYTES, parse_source, salvage
from grading.sandbox import ROOT, SandboxError

_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True)
class Limits:
    """What one submission may use, and how it is run."""

    cell_seconds: float = 30.0
    submission_seconds: float = 180.0
    memory: int = 2 << 30
    processes: int = 64
    disk: int = 64 << 20
    output: int = 200_000
    demonstrations: bool = False
    sandbox: bool = True

    def __post_init__(self) -> None:
        # 5 and 5.0 are the same limit, and the same cache entry.
        for name in ("cell_seconds", "submission_seconds"):
            object.__setattr__(self, name, float(getattr(self, name)))


class GradingError(RuntimeError):
    """The grader itself failed: no verdict was reached, and the message says why."""


def grade_one(
    source: bytes, submission: bytes, limits: Limits | None = None, seed: int = 0, assignment: str = ""
) -> Report:
    """Grade one submission against the instructor's notebook.

    Whatever the submission does, the answer is a report. SandboxError: no sandbox can be had on this machine;
    GradingError: the grader itself broke, twice.
    """
    limits = limits or Limits()
    job = {"limits": dataclasses.asdict(limits), "seed": seed, "assignment": assignment}
    reason = ""
    for _ in range(2):
        bench = Bench.current(limits.sandbox)
        try:
            return bench.judge(job, source, submission[: MAX_BYTES + 1])
        except SandboxError as error:  # our own failure: never a verdict
            bench.retire()
            reason = str(error)
        except (EOFError, OSError) as error:
            reason = str(error) or "the judging process ended"
    if bench.alive():
        return unjudged(source, assignment, f"This notebook could not be graded: {reason}.")
    raise GradingError(f"{assignment or 'notebook'}: {reason}")


def unjudged(source: bytes, assignment: str, reason: str) -> Report:
    """A report of zeros with a reason, for a submission that takes its judge with it every time."""
    steps = [step for step in salvage(parse_source(source), b"").steps if step.kind in ("test", "manual")]
    return Report(assignment, {step.id: CellResult(0, step.points, "died", reason) for step in steps})


class Bench:
    """The trusted server of this process (`grading.trusted`) and, behind it, the wall. Threads may share it."""

    _lock = threading.Lock()
    _current: ClassVar[dict[tuple[int, bool], Bench]] = {}

    def __init__(self, sandbox: bool) -> None:
        self.sandbox = sandbox
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        words = [sys.executable, "-P", "-m", "grading.trusted", str(theirs.fileno())]
        environment = os.environ | _ENVIRONMENT | {"PYTHONPATH": str(ROOT)}
        with theirs:
            self.process = subprocess.Popen(
                words if sandbox else [*words, "bare"],
                pass_fds=[theirs.fileno()],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        answer = self.control.recv(4096).decode()
        if answer != "ready":
            self.retire()
            raise SandboxError(
                answer.removeprefix("refused ") or "the grader's trusted process did not start"
            )

    @classmethod
    def current(cls, sandbox: bool) -> Bench:
        """The bench of this process; started at the first submission, and again if it has died."""
        key = (os.getpid(), sandbox)
        with cls._lock:
            bench = cls._current.get(key)
            if bench is None or not bench.alive():
                if bench is not None:
                    bench.retire()
                bench = cls._current[key] = cls(sandbox)
            return bench

    def judge(self, job: dict, source: bytes, submission: bytes) -> Report:
        """One submission; EOFError or OSError when the judge ended without a verdict."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            socket.send_fds(self.control, [b"job"], [theirs.fileno()])
            theirs.close()
            channel = Channel(ours, bound=1 << 30)
            channel.send(job, [source, submission])
            header, buffers = channel.receive(time.monotonic() + job["limits"]["submission_seconds"] + 90)
        if "refused" in header:
            raise SandboxError(header["refused"])
        return Report.from_json(bytes(buffers[0]))

    def alive(self) -> bool:
        return self.process.poll() is None

    def retire(self) -> None:
        """End it and everything behind it."""
        self.control.close()
        self.process.kill()
        self.process.wait()
