"""The time of a cell: its own, not that of its neighbours, and never without end."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time

import pytest
from boxed import spawned, standing

from grading.limits import PATIENCE, Limits
from grading.sandbox.execution import Ended, Execution, Line
from grading.sandbox.inside.channel import Channel
from grading.sandbox.inside.messages import Ready, Reap

pytestmark = pytest.mark.slow


class Told:
    """A child whose processes ran and waited as told: shares of the time since it was made."""

    def __init__(self, ran: float, waited: float) -> None:
        self.ran, self.waited, self.made = ran, waited, time.monotonic()

    def times(self):
        since = time.monotonic() - self.made
        return self.ran * since, self.waited * since


def answered(line: Line, child, after: float, submission: bool = False) -> float:
    """Seconds until a cell that answers `after` so long, or Ended."""
    line.children = [child]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        reply = threading.Timer(after, lambda: Channel(theirs).send(1, Ready()))
        started = time.monotonic()
        reply.start()
        try:
            if not submission:
                line.start_clock()
            line.ask(Channel(ours), Reap(""))
        finally:
            reply.cancel()
            reply.join()
        return time.monotonic() - started


CELL = 1.0  # seconds: long enough that a busy machine's pauses are short beside PATIENCE times it


def line(cell_seconds: float = CELL, submission_seconds: float = 30) -> Line:
    return Line(cell_seconds, time.monotonic() + submission_seconds)


def test_waiting_for_a_processor_does_not_count():
    assert answered(line(), Told(0.3, 0.7), after=2 * CELL) >= 2 * CELL


@pytest.mark.parametrize(
    ("ran", "waited"), [(1, 0), (0, 0), (0.01, 0.001)], ids=["busy", "asleep", "nearly asleep"]
)
def test_own_time_counts_asleep_or_not(ran, waited):
    started = time.monotonic()
    with pytest.raises(Ended, match="longer than it may"):
        answered(line(), Told(ran, waited), after=20)
    assert CELL <= time.monotonic() - started < CELL * PATIENCE


def test_many_processes_do_not_stop_the_clock_by_waiting_for_each_other():
    started = time.monotonic()
    with pytest.raises(Ended):
        answered(line(), Told(ran=2, waited=62), after=20)
    assert time.monotonic() - started < CELL * PATIENCE


def test_patience_ends():
    started = time.monotonic()
    with pytest.raises(Ended):
        answered(line(), Told(0.01, 0.99), after=20)
    assert time.monotonic() - started >= CELL * PATIENCE


def test_the_time_of_a_submission_stands_still_too():
    late = line(cell_seconds=50, submission_seconds=CELL)
    assert answered(late, Told(0.3, 0.7), after=2 * CELL, submission=True) >= 2 * CELL
    with pytest.raises(Ended):
        answered(line(cell_seconds=50, submission_seconds=CELL), Told(1, 0), after=200)


def test_a_child_that_does_not_tell_has_its_seconds_and_no_more():
    deaf = Told(0, 0)
    deaf.times = lambda: None
    with pytest.raises(Ended):
        answered(line(), deaf, after=20)


# ------------------------------------------------------------------------------------------------ real processes
SECONDS = 3.0
LATE = 1.4 * SECONDS  # by the clock on the wall
BUSY = f"""
import os, time
os.sched_setaffinity(0, [CPU])
end = time.monotonic() + {LATE}
while time.monotonic() < end:
    pass
"""
ASLEEP = "import time\ntime.sleep(1e6)"
SWARM = "import os\nfor _ in range(5): os.fork()  # 32 of the 64 that are allowed\nwhile True: pass"


@pytest.fixture(scope="module")
def sandbox():
    with standing() as sandbox:
        yield sandbox


@contextlib.contextmanager
def hog(cpu: int, number: int = 1):
    """Others that want the same processor."""
    program = f"import os\nos.sched_setaffinity(0, [{cpu}])\nprint(flush=True)\nwhile True: pass"
    hogs = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for _ in range(number)]
    try:
        for process in hogs:
            process.stdout.readline()
        yield
    finally:
        for process in hogs:
            process.kill()
            process.communicate()


def seconds_of(sandbox, source: str, limits: Limits) -> float:
    """How long the cell took by the clock; Ended when it took too long."""
    clock = Line(limits.cell_seconds, time.monotonic() + limits.submission_seconds)
    execution = Execution(lambda: sandbox.spawn(limits), clock)
    try:
        execution.revived()
        started = time.monotonic()
        execution.run_cell(source, "probe", 0, 1000)
        return time.monotonic() - started
    finally:
        execution.close()


def test_a_hog_does_not_cost_its_honest_neighbour(sandbox):
    cpu = min(os.sched_getaffinity(0))
    with hog(
        cpu, number=3
    ):  # it has a quarter of the processor, so its own time is a third of what it may take
        took = seconds_of(sandbox, BUSY.replace("CPU", str(cpu)), Limits(cell_seconds=SECONDS))
    assert took >= LATE > SECONDS


@pytest.mark.parametrize("source", [ASLEEP, SWARM], ids=["asleep", "swarm"])
def test_what_is_late_ends(sandbox, source):
    started = time.monotonic()
    with pytest.raises(Ended, match=rf"longer than it may \({SECONDS:g} s\): often a loop that does not end"):
        seconds_of(sandbox, source, Limits(cell_seconds=SECONDS))
    assert (
        time.monotonic() - started < PATIENCE * SECONDS + 20
    )  # a child starts and ends slowly on a busy machine


def test_a_keeper_tells_what_ran(sandbox):
    with spawned(sandbox) as child:
        before = child.times()
        assert child.times()[0] >= before[0] >= 0
        child.channel.sock.close()  # the server ends
        deadline = time.monotonic() + 10
        while child.times() is not None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert child.kill() == "0"


def test_a_killed_child_tells_no_more(sandbox):
    with spawned(sandbox) as child:
        assert child.kill() == "hung up"
        assert child.times() is None
