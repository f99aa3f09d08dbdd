"""The trusted process: one per grader, it forks a judge for every submission. No student code runs in it.

`python -m grading.judging.judge FD`: the engine sends a socket for each job over FD; the fork reads limits, source and
submission from it, and writes what it has read and the verdict back. A source it sends once more before its first job:
what is read of it here, every fork has. The sandbox stands behind this process.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import signal
import socket
import sys
import time
import traceback
import warnings
from collections.abc import Callable

from grading.judging.job import RECORD_BOUND, Job, Judged, Refused, Salvaged, for_the_record
from grading.judging.salvage import Skeleton, salvage
from grading.judging.trial import Trial, compiled, used_names
from grading.limits import PATIENCE, Limits
from grading.sandbox.bubblewrap import Sandbox, SandboxError
from grading.sandbox.execution import Execution, Line
from grading.sandbox.inside.channel import Channel
from grading.sandbox.inside.process import die_with_parent, preload, settle
from grading.verdict import Verdict, plain

MEMORY = 8 << 30  # bytes that one judge may take
GRACE_SECONDS = 60  # beyond the submission's own limit


def serve(control: socket.socket, bare: bool) -> None:
    """Say whether the sandbox stands, then fork a judge for every socket that arrives, until the engine hangs up."""
    try:
        sandbox = Sandbox.start(bare)
        preload()  # while the sandbox goes up
        sandbox.wait()
    except SandboxError as error:
        control.send(b"refused " + str(error).encode())
        return
    control.send(b"ready")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, fds, _, _ = socket.recv_fds(control, 16, 1)
        if not message:
            return
        if message == b"source":
            with open(fds[0], "rb") as file:
                prepare(file.read())
            continue
        if os.fork() == 0:
            control.close()
            try:
                answer(socket.socket(fileno=fds[0]), sandbox)
            except BaseException:  # a bug of ours: seen in the log, answered by the engine
                print(*map(plain, traceback.format_exc().splitlines()), sep="\n", file=sys.stderr)
            os._exit(0)
        for fd in fds:
            os.close(fd)


def prepare(source: bytes) -> None:
    """Read the instructor's notebook and compile what of it runs here; whatever is wrong with it, a fork will say."""
    with contextlib.suppress(Exception):
        for step in Skeleton.read(source).steps.values():
            if step.kind in ("test", "locked"):
                used_names(compiled(step.source, step.id))
    settle()


def answer(sock: socket.socket, sandbox: Sandbox) -> None:
    """In a fork: read the job, judge, write the verdict."""
    die_with_parent()
    channel = Channel(sock, RECORD_BOUND)
    _, job, _ = channel.receive(Job)
    limits = Limits(**job.limits)
    signal.alarm(int(PATIENCE * limits.submission_seconds) + GRACE_SECONDS)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1):
        os.dup2(null, fd)
    sys.stdout = io.StringIO()
    warnings.simplefilter("ignore")
    try:
        verdict = judge(job, limits, sandbox, lambda record: channel.send(0, record))
        channel.send(0, Judged(verdict.to_json().encode()))
    except (SandboxError, OSError) as error:
        channel.send(0, Refused(str(error)))


def judge(job: Job, limits: Limits, sandbox: Sandbox, tell: Callable[[Salvaged], None]) -> Verdict:
    """The verdict on one submission; the caller is a fork that ends afterwards."""
    started = time.monotonic()
    plan = salvage(job.source, job.submission)
    tell(Salvaged(json.dumps(for_the_record(plan)).encode(), plan.repairs))
    line = Line(limits.cell_seconds, started + limits.submission_seconds)
    trial = Trial(plan, Execution(lambda: sandbox.spawn(limits), line), limits, job.seed)
    with contextlib.closing(trial.conversation):
        trial.run_cells()
        cells = trial.run_checks()
        seconds = round(time.monotonic() - started, 3)
    kept = for_the_record(plan, trial.outputs, trial.seconds)
    return Verdict(job.assignment, cells, plan.repairs, seconds, sandbox.confinement, job.seed, kept)


if __name__ == "__main__":
    import grading.judging.judge  # one copy of this module, under its real name

    grading.judging.judge.serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:] == ["bare"])
    os._exit(0)
