"""The cells of one submission, run in a child of the sandbox that leaves snapshots for the checks.

First the cells run, in the main process of a child; where checks stand it leaves a copy of itself, a *snapshot*: one
for all checks up to the next cell that changes what they see (`judging.places`). When no cell will run any more, the
checks talk to those copies (`conversation`). So a check sees the notebook as it was at its place, and nothing a
student prints can come from inputs of a check. When a check kills or hangs its copy, the next one gets a *spare*: a
fresh child that replays the cells up to that checkpoint.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Callable
from typing import Any, NoReturn

from grading.limits import PATIENCE
from grading.sandbox.bubblewrap import Child
from grading.sandbox.inside import messages as m
from grading.sandbox.inside.channel import Channel, ChannelError

MAX_STARTS = 61
MOMENT = 0.1  # seconds after which a cell or check is measured
TICK = 0.01  # the least extension of its time
REAP_SECONDS = 5
OUT_OF_MEMORY = "your code used more memory than it may"


class Ended(BaseException):
    """The student's process is gone: `status` is "died" or "timeout"; the message speaks to the student."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(message)
        self.status = status


def too_long(seconds: float) -> Ended:
    """Student code that took longer than `seconds`."""
    return Ended(
        "timeout", f"your code took longer than it may ({seconds:g} s): often a loop that does not end"
    )


class Line:
    """Numbered questions to the processes of one submission, each to be answered in time.

    The clock of a cell or check stands still while its code is ready to run and others have the processors; after
    `PATIENCE` times its seconds it is late in any case. `until` is when the present one is late, as far as is known.
    """

    def __init__(self, cell_seconds: float, deadline: float) -> None:
        self.cell_seconds, self.deadline = cell_seconds, deadline
        self.started = time.monotonic()
        self.last = self.started + PATIENCE * (deadline - self.started)
        self.number = 0
        self.until = deadline
        self.children: list[Child] = []

    def start_clock(self) -> None:
        """The time allowance of the next cell or check begins."""
        self.started = time.monotonic()
        self.until = min(self.deadline, self.started + self.cell_seconds)

    def remaining(self, seconds: float) -> float:
        """At most `seconds`, and no more than the submission has left; above 0."""
        return max(0.01, min(seconds, self.deadline - time.monotonic()))

    def left(self) -> float:
        """Seconds that the submission has left."""
        return self.deadline - time.monotonic()

    def reserve(self, seconds: float) -> None:
        """From now on the submission has at least this long, whatever it has used."""
        self.deadline = max(self.deadline, time.monotonic() + seconds)

    def ask(
        self, channel: Channel, request: m.Request, data: bytes = b"", file: int | None = None
    ) -> tuple[Any, bytearray]:
        """Send, wait, check the number of the reply; Ended when the process is dead, late or garbled."""
        self.number += 1
        latest = max(self.until, min(self.started + PATIENCE * self.cell_seconds, self.last))
        try:
            channel.send(self.number, request, data, latest)
            if file is not None:
                channel.send_file(file)
            self._await(channel, latest)
            number, reply, out = channel.receive(m.REPLIES[type(request)], latest)
        except TimeoutError:
            raise too_long(min(self.cell_seconds, self.deadline - self.started)) from None
        except (EOFError, OSError):
            raise Ended("died", "your code ended the process") from None
        except ChannelError as error:
            raise Ended("died", f"your code sent something unreadable ({error})") from None
        if number != self.number:
            raise Ended("died", "your code wrote to the grader's line")
        return reply, out

    def _await(self, channel: Channel, latest: float) -> None:
        """Until an answer begins. One that is not there in a moment is measured; TimeoutError when it is late."""
        moment = min(self.until, time.monotonic() + MOMENT)
        if _readable(channel, moment):
            return
        began, ran, waited = self._times()
        allowed = self.until - began
        while not _readable(channel, self.until):
            now, ran_now, waited_now = self._times()
            used = max(ran_now - ran, now - began - (waited_now - waited))
            more = min(allowed - used, latest - now)
            if more < TICK:
                raise TimeoutError
            self.deadline += now + more - self.until
            self.until = now + more

    def _times(self) -> tuple[float, float, float]:
        """Now, and the seconds that the processes of the submission ran and waited for a processor until now."""
        times = [child.times() or (0.0, 0.0) for child in self.children]
        return time.monotonic(), sum(ran for ran, _ in times), sum(waited for _, waited in times)


def _readable(channel: Channel, until: float) -> bool:
    return bool(select.select([channel.sock], [], [], max(0.0, until - time.monotonic()))[0])


class Execution:
    """The notebook of one submission: runs its cells, keeps snapshots, starts again what has died."""

    def __init__(self, spawn: Callable[[], Child], line: Line) -> None:
        self.spawn, self.line = spawn, line
        self.child: Child | None = None
        self.past: list[m.Cell | m.Fork] = []
        self.snapshots: dict[str, Channel] = {}
        self.starts = 0

    def run_cell(self, source: str, name: str, seed: int, room: int) -> m.Ran:
        """Run a student cell; its outputs, and what it raised. Ended when it ended the process."""
        cell = m.Cell(source, name, seed, room)
        child = self.revived()
        self.line.start_clock()
        reply = self._ask(child, cell)
        self.past.append(cell)
        return reply if isinstance(reply, m.Ran) else m.Ran([], reply)

    def snapshot(self, checkpoint: str) -> None:
        """Keep the notebook as it is now, for the checks at `checkpoint`."""
        self.past.append(m.Fork(checkpoint))
        child = self.revived()
        self.line.start_clock()
        if checkpoint not in self.snapshots:
            self._fork(child, checkpoint)

    def take(self, checkpoint: str) -> tuple[Channel, Child | None]:
        """The channel of the snapshot at `checkpoint`, once; later a spare child in the same state, to be killed."""
        if snapshot := self.snapshots.pop(checkpoint, None):
            return snapshot, None
        spare = self._fresh()
        try:
            for step in self.past:
                if step == m.Fork(checkpoint):
                    break
                if isinstance(step, m.Cell):
                    self.line.ask(spare.channel, step)
        except Ended as ended:
            self._blame(ended, self.out_of_memory() or spare.kill() == "memory")
        return spare.channel, spare

    def reap(self, checkpoint: str) -> None:
        """The copy that was taken no longer hears: the main process ends it."""
        if self.child:
            self.line.until = time.monotonic() + REAP_SECONDS
            with contextlib.suppress(Ended):
                self._ask(self.child, m.Reap(checkpoint))

    def out_of_memory(self) -> bool:
        """Whether the kernel ended something in the child for want of memory."""
        return self.child is not None and self.child.cgroup.out_of_memory()

    def close(self) -> str:
        """End the child and its snapshots; "memory" when that had ended it."""
        for snapshot in self.snapshots.values():
            snapshot.sock.close()
        self.snapshots.clear()
        child, self.child = self.child, None
        return child.kill() if child else ""

    def revived(self) -> Child:
        """The child; when it is gone, a fresh one that has replayed what had finished."""
        if not self.child:
            self.child = child = self._fresh()
            for step in self.past:
                if isinstance(step, m.Fork):
                    self._fork(child, step.checkpoint)
                else:
                    self._ask(child, step)
        return self.child

    def _fresh(self) -> Child:
        """A new child, as long as there is patience left."""
        if self.starts == MAX_STARTS:
            raise Ended("died", "your notebook ended its process too often")
        self.starts += 1
        self.line.until = self.line.deadline
        child = self.spawn()
        self.line.children.append(child)
        return child

    def _fork(self, child: Child, checkpoint: str) -> None:
        """The main process makes a copy of itself, which serves a channel of its own."""
        ours, theirs = socket.socketpair()
        with theirs:
            reply = self._ask(child, m.Fork(checkpoint), theirs.fileno())
        if isinstance(reply, m.Raised) or reply.error:
            self.close()
            raise Ended("died", "your notebook left no process free to check it")
        self.snapshots[checkpoint] = Channel(ours)

    def _ask(self, child: Child, request: m.Request, file: int | None = None) -> Any:
        try:
            return self.line.ask(child.channel, request, file=file)[0]
        except Ended as ended:
            self._blame(ended, self.close() == "memory")

    @staticmethod
    def _blame(ended: Ended, memory: bool) -> NoReturn:
        if memory:
            ended.args = (OUT_OF_MEMORY,)
        raise ended
