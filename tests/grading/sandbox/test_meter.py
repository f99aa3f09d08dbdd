"""Memory where no control group can be made: each process is bounded by the kernel, the whole by its keeper."""

import os
import subprocess

import pytest
from boxed import printed, run, spawned, standing

from grading.limits import Limits
from grading.sandbox.inside import meter
from grading.sandbox.inside.channel import ChannelError

pytestmark = pytest.mark.slow

LIMITS = Limits(memory_mib=1400, submission_seconds=60)  # of which a child that has done nothing takes 450


@pytest.fixture(scope="module")
def sandbox():
    with standing() as sandbox:
        sandbox.cgroups = False
        yield sandbox


def test_the_report_says_how_memory_is_bounded(sandbox):
    assert sandbox.confinement == (
        "bubblewrap and seccomp; memory of each process by the kernel, of the whole by a watcher "
        "(no cgroup can be made here)"
    )


# Each takes about 3 GiB in all and then waits; without a bound it says "REACHED".
TAKERS = {
    "forks": """
for _ in range(7):
    if os.fork() == 0:
        block = bytearray(b"x") * (430 << 20)
        time.sleep(600)
""",
    "programs": """
import subprocess, sys
program = "block = bytearray(b'x') * (430 << 20); import time; time.sleep(600)"
for _ in range(7):
    subprocess.Popen([sys.executable, "-S", "-c", program])
""",
    "hidden forks": """
import ctypes
for _ in range(7):
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
        block = bytearray(b"x") * (430 << 20)
        time.sleep(600)
""",
    "buffers of sockets": """
import socket
for _ in range(64):
    if os.fork() == 0:
        kept = []
        try:
            while True:
                pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
                kept.append(pair)
                for end in pair:
                    end.setblocking(False)
                    while True:
                        try:
                            end.send(b"x" * 65536)
                        except BlockingIOError:
                            break
        except OSError:
            time.sleep(600)
""",
}


@pytest.mark.parametrize("how", TAKERS)
def test_more_than_it_may_ends_the_submission(sandbox, how):
    source = f"import os, time\n{TAKERS[how]}\ntime.sleep(20)\nprint('REACHED')"
    child = sandbox.spawn(LIMITS)
    try:
        with pytest.raises((EOFError, OSError, ChannelError)):
            run(child, source)
    finally:
        assert child.kill() == "memory"


def test_what_seems_small_is_read_exactly_once_a_second(monkeypatch):
    """Pages of the ancestor that a fork gave back hide as many of its own from the cheap reading."""
    watch = meter.Meter(buffer=0)
    monkeypatch.setattr(watch, "processes", lambda: {"1": watch.own, "7": watch.own})
    monkeypatch.setattr(meter, "share", lambda name: 1 << 40)
    assert watch.memory(1 << 40) == watch.own.resident
    monkeypatch.setattr(meter.time, "monotonic", lambda now=meter.time.monotonic: now() + meter.EXACT_SECONDS)
    assert watch.memory(1 << 41) == 2 << 40


@pytest.mark.parametrize("left", [1 << 20, 1 << 28, 1 << 31])
def test_the_next_reading_comes_before_all_processors_could_fill_the_rest(monkeypatch, left):
    monkeypatch.setattr(meter.os, "cpu_count", lambda: 4)
    watch = meter.Meter(buffer=0)
    monkeypatch.setattr(watch, "processes", lambda: {"1": watch.own})
    watch.memory(watch.own.resident + left)
    assert watch.pause == pytest.approx(
        min(meter.LONGEST, max(meter.SHORTEST, left / (4 * meter.FILL))), abs=0.01
    )


def test_one_process_is_bounded_by_the_kernel(sandbox):
    with spawned(sandbox, LIMITS) as child:
        answer = run(child, "block = bytearray(1400 << 20)")
        assert answer.error.kinds[0] == "MemoryError"


def test_a_process_that_has_just_ended_takes_nothing():
    """A reading that falls into the end of a child must not count all that its forks had in common."""
    ended = subprocess.Popen(["true"])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)  # ended, not yet waited for
    assert meter.share(str(ended.pid)) == 0
    ended.wait()
    assert meter.share(str(ended.pid)) == 0
    assert 0 < meter.share("self") <= meter.Process.read("self").resident


@pytest.mark.parametrize(
    "source",
    [
        "import os, time\nfor _ in range(20):\n    if os.fork() == 0:\n        time.sleep(600)\ntime.sleep(3)",
        "import torch, time\nblock = torch.ones(60_000_000)\ntime.sleep(2)",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import torch'], check=True)",
        "import socket, time\npairs = [socket.socketpair() for _ in range(100)]\ntime.sleep(1)",
    ],
    ids=["snapshots", "a tensor", "a program", "sockets"],
)
def test_ordinary_work_is_left_alone(sandbox, source):
    with spawned(sandbox, LIMITS) as child:
        assert "done" in printed(run(child, source + "\nprint('done')"))
        assert child.kill() != "memory"
