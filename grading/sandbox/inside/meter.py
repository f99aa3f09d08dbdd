"""Runs inside only. What all processes of a child take together, read by its keeper, which they cannot see.

meter = Meter(buffer)                           # before the child is made
meter.times();  meter.memory(enough)            # from the child's own /proc, which holds its processes and no others
"""

from __future__ import annotations

import contextlib
import os
import resource
import time
from dataclasses import dataclass

PAGE = resource.getpagesize()
TICKS = os.sysconf("SC_CLK_TCK")
FILL = 2 << 30  # bytes that one processor may write afresh in a second
LONGEST, SHORTEST, SHARE = (
    0.25,
    0.01,
    20,
)  # seconds between two readings, and how much longer than a reading takes
EXACT_SECONDS = 1


@dataclass(frozen=True)
class Process:
    """A line of /proc/PID/stat: `ran` counts processor seconds, children that it has waited for included; `stack` is
    where its stack starts, the same in all forks of a process until one of them starts a program."""

    ran: float
    resident: int
    stack: int

    @classmethod
    def read(cls, name: str) -> Process:
        with open(f"/proc/{name}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        ran = sum(map(int, fields[11:15])) / TICKS
        return cls(ran, int(fields[21]) * PAGE, int(fields[25]))


class Meter:
    """Readings of one child, whose processes are forks of this one or programs started by them. The child shares the
    mounts of this process and mounts a /proc of its own; before that, nothing is read.

    `buffer` is what the kernel may keep of one socket's messages. `pause`: seconds until the next reading of memory.
    """

    def __init__(self, buffer: int) -> None:
        self.buffer = buffer
        self.own, self.outer = Process.read("self"), os.stat("/proc").st_dev
        self.exact_at = time.monotonic() + EXACT_SECONDS
        self.pause = LONGEST

    def processes(self) -> dict[str, Process]:
        """All processes of the child, by their number in its namespace."""
        found = {}
        if os.stat("/proc").st_dev != self.outer:
            for name in filter(str.isdigit, os.listdir("/proc")):
                with contextlib.suppress(OSError):
                    found[name] = Process.read(name)
        return found

    def times(self) -> tuple[float, float]:
        """Seconds that its processes ran, and that they were ready to run while the processors were taken."""
        members = self.processes()
        waited = 0
        for name in members:
            with contextlib.suppress(OSError, IndexError), open(f"/proc/{name}/schedstat") as file:
                waited += int(file.read().split()[1])
        return sum(process.ran for process in members.values()), waited / 1e9

    def memory(self, enough: int) -> int:
        """Bytes that they take together, kernel buffers of their sockets included; exact where it comes near `enough`,
        and once a second. Then `pause` is the time in which all processors together could not fill the rest."""
        started = time.monotonic()
        members = self.processes()
        buffers = sockets() * self.buffer
        # What forks share with this process, their ancestor, is cheap to leave out; what they share otherwise is not.
        common = self.own.resident
        taken = common + buffers
        for process in members.values():
            forked = process.stack == self.own.stack
            taken += max(0, process.resident - common) if forked else process.resident
        exact = taken > enough or started > self.exact_at
        if exact:
            taken = buffers + sum(map(share, members))
        cost = time.monotonic() - started
        if exact:
            self.exact_at = started + max(EXACT_SECONDS, SHARE * cost)
        fill = (enough - taken) / (FILL * (os.cpu_count() or 1))
        self.pause = max(SHORTEST, 2 * cost, min(LONGEST, fill))
        return taken


def sockets() -> int:
    """How many Unix sockets stand in the network namespace of the child; it can have no others."""
    with contextlib.suppress(OSError, IndexError), open("/proc/1/net/protocols") as file:
        return sum(int(line.split()[2]) for line in file if line.startswith("UNIX"))
    return 0


def share(name: str) -> int:
    """Its proportional share, in which a page that processes have in common counts once; all that is resident when it
    hides, nothing when it has just ended."""
    with contextlib.suppress(OSError, IndexError), open(f"/proc/{name}/smaps_rollup") as file:
        return 1024 * int(file.read().split("\nPss:")[1].split()[0])
    with contextlib.suppress(OSError):
        return Process.read(name).resident
    return 0
