"""``grade_one``: from two byte strings, the instructor's notebook and a submission, to a :class:`Verdict`.

    report = grade_one(source_bytes, submission_bytes, Limits(), seed=0, assignment="lazy_training")

A pure function of its arguments: it runs the same in a local worker and on a Dask worker that shares no disk.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import ClassVar

from grading.judging.job import RECORD_BOUND, Heard, Job, Judged, Refused, Salvaged
from grading.judging.salvage import MAX_BYTES, salvage
from grading.limits import PATIENCE, Limits
from grading.sandbox.bubblewrap import ROOT, SandboxError, require_linux
from grading.sandbox.inside.channel import Channel
from grading.verdict import CellVerdict, Verdict

_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class GradingError(RuntimeError):
    """The grader itself failed: no verdict was reached, and the message says why."""


def grade_one(
    source: bytes, submission: bytes, limits: Limits | None = None, seed: int = 0, assignment: str = ""
) -> Verdict:
    """Grade one submission against the instructor's notebook.

    Whatever the submission does, the answer is a verdict. SandboxError: no sandbox can be had on this machine;
    GradingError: the grader itself broke, twice.
    """
    if not 0 <= seed < 1 << 64:
        raise ValueError(f"seed: got {seed}, expected a whole number from 0 to 2**64 - 1")
    limits = limits or Limits()
    job = Job(source, submission[: MAX_BYTES + 1], dataclasses.asdict(limits), seed, assignment)
    reason, salvaged = "", []
    enough = time.monotonic() + PATIENCE * limits.submission_seconds
    for attempt in range(2):
        if attempt and time.monotonic() > enough:  # the second would take as long
            break
        process = JudgeProcess.current(limits.sandbox)
        try:
            return process.judge(job, salvaged.append)
        except SandboxError as error:  # our own failure: never a verdict
            process.retire()
            reason = str(error)
        except (EOFError, OSError) as error:
            reason = str(error) or "the judging process ended"
    if process.alive():
        return unjudged(job, f"This notebook could not be graded: {reason}.", salvaged[-1:])
    raise GradingError(f"{assignment or 'notebook'}: {reason}")


def unjudged(job: Job, reason: str, salvaged: list[Salvaged]) -> Verdict:
    """A verdict of zeros with a reason, for a submission that takes its judge with it every time.

    What it wrote is on record as far as it could be read, and its text answers wait for a person as ever.
    """
    plan = salvage(job.source, b"")
    statuses = {"test": "died", "manual": "manual"}
    cells = {
        step.id: CellVerdict(0, step.points, statuses[step.kind], reason)
        for step in plan.steps
        if step.kind in statuses
    }
    notebook, repairs = {}, ("the notebook could not be read",)
    for read in salvaged:
        notebook, repairs = json.loads(read.notebook), read.repairs
    return Verdict(job.assignment, cells, repairs, seed=job.seed, notebook=notebook)


class JudgeProcess:
    """The trusted process (`grading.judging.judge`) of this one, and behind it the sandbox. Threads may share it."""

    _lock = threading.Lock()
    _current: ClassVar[dict[tuple[int, bool], JudgeProcess]] = {}

    def __init__(self, sandbox: bool) -> None:
        require_linux()
        self.sandbox = sandbox
        self.known: set[bytes] = set()
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        argv = [sys.executable, "-P", "-m", "grading.judging.judge", str(theirs.fileno())]
        environment = os.environ | _ENVIRONMENT | {"PYTHONPATH": str(ROOT)}
        with theirs:
            self.process = subprocess.Popen(
                argv if sandbox else [*argv, "bare"],
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
    def current(cls, sandbox: bool) -> JudgeProcess:
        """The trusted process of this one; started at the first submission, and again if it has died."""
        key = (os.getpid(), sandbox)
        with cls._lock:
            found = cls._current.get(key)
            if found is None or not found.alive():
                if found is not None:
                    found.retire()
                found = cls._current[key] = cls(sandbox)
            return found

    def judge(self, job: Job, salvaged: Callable[[Salvaged], None]) -> Verdict:
        """One submission, `salvaged` on the way; EOFError or OSError when the judge ended without a verdict."""
        self.announce(job.source)
        ours, theirs = socket.socketpair()
        with ours, theirs:
            socket.send_fds(self.control, [b"job"], [theirs.fileno()])
            theirs.close()
            channel = Channel(ours, RECORD_BOUND)
            channel.send(0, job)
            until = time.monotonic() + PATIENCE * job.limits["submission_seconds"] + 90
            while True:
                _, heard, _ = channel.receive(Heard, until)
                if isinstance(heard, Judged):
                    return Verdict.from_json(heard.verdict)
                if isinstance(heard, Refused):
                    raise SandboxError(heard.reason)
                salvaged(heard)

    def announce(self, source: bytes) -> None:
        """Send the instructor's notebook ahead, once."""
        digest = hashlib.sha256(source).digest()
        with self._lock:
            if digest not in self.known:
                self.known.add(digest)
                with open(os.memfd_create("source"), "r+b") as file:
                    file.write(source)
                    file.seek(0)
                    socket.send_fds(self.control, [b"source"], [file.fileno()])

    def alive(self) -> bool:
        return self.process.poll() is None

    def retire(self) -> None:
        """End it and everything behind it."""
        self.control.close()
        self.process.kill()
        self.process.wait()
