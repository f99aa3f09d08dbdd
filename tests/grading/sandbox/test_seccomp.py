"""The filter of system calls: read as the kernel reads it, for both machines, and felt from inside on this one."""

import errno
import platform
import re
import struct
from pathlib import Path

import pytest
from boxed import printed, run, spawned, standing

from grading.sandbox.inside import seccomp
from grading.sandbox.inside.seccomp import MACHINES, REFUSED, X32, program

pytestmark = pytest.mark.slow

REFUSE, UNKNOWN = seccomp.FAIL | errno.EPERM, seccomp.FAIL | errno.ENOSYS
I386, ARM = 0x40000003, 0x40000028
ORDINARY = {  # what Python, numpy and torch live on
    "read": (0, 63),
    "write": (1, 64),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "futex": (202, 98),
    "execve": (59, 221),
    "exit_group": (231, 94),
    "openat": (257, 56),
    "getrandom": (318, 278),
    "sendmsg": (46, 211),
    "wait4": (61, 260),
    "set_robust_list": (273, 99),
}


def verdict(machine, number: int, arguments=(), audit: int | None = None) -> int:
    """A small machine for classic BPF: what the filter answers to a call."""
    words = [number, audit or machine.audit, 0, 0]
    for argument in (*arguments, *[0] * (6 - len(arguments))):
        words += [argument & 0xFFFFFFFF, argument >> 32]
    code = list(struct.iter_unpack("=HBBI", program(machine)))
    at, a = 0, 0
    while True:
        operation, true, false, k = code[at]
        if operation == 0x06:
            return k
        at += 1
        if operation == 0x20:
            a = words[k // 4]
        else:
            holds = {0x15: a == k, 0x35: a >= k, 0x45: bool(a & k)}[operation]
            at += true if holds else false


@pytest.fixture(params=MACHINES)
def machine(request):
    return MACHINES[request.param]


def test_ordinary_calls_pass(machine):
    assert {
        name: verdict(machine, numbers[machine.column]) for name, numbers in ORDINARY.items()
    } == dict.fromkeys(ORDINARY, seccomp.ALLOW)


def test_the_table_is_refused_and_nothing_else_below_the_newest(machine):
    table = {numbers[machine.column] for numbers in REFUSED.values()} - {None}
    special = {c[machine.column] for c in (seccomp.SOCKET, seccomp.SOCKETPAIR)}  # family 0 is no Unix socket
    refused = {n for n in range(seccomp.NEWEST + 1) if verdict(machine, n) == REFUSE}
    assert refused == table | special


@pytest.mark.parametrize("audit", [I386, ARM, 0])
def test_other_machines_are_refused(machine, audit):
    assert verdict(machine, 63, audit=audit or 1) == REFUSE


def test_calls_of_x32_and_of_the_future(machine):
    assert verdict(machine, 1 | X32) == (REFUSE if machine.x32 else UNKNOWN)
    assert verdict(machine, seccomp.NEWEST) == seccomp.ALLOW
    assert verdict(machine, seccomp.NEWEST + 1) == UNKNOWN
    assert verdict(machine, 0xFFFFFFFF) in (REFUSE, UNKNOWN)


@pytest.mark.parametrize("flag", [1 << 17, *(1 << bit for bit in range(25, 31))])
def test_clone_makes_no_namespace(machine, flag):
    clone, thread = seccomp.CLONE[machine.column], 0x3D0F00
    assert verdict(machine, clone, [17]) == seccomp.ALLOW
    assert verdict(machine, clone, [thread]) == seccomp.ALLOW
    assert verdict(machine, clone, [thread | flag]) == REFUSE
    assert verdict(machine, clone, [(1 << 40) | flag | 17]) == REFUSE
    assert verdict(machine, seccomp.CLONE3[machine.column]) == UNKNOWN


def test_only_unix_sockets_with_their_own_buffers(machine):
    for call in (seccomp.SOCKET, seccomp.SOCKETPAIR):
        allowed = {f for f in range(60) if verdict(machine, call[machine.column], [f]) == seccomp.ALLOW}
        assert allowed == {1}
        assert verdict(machine, call[machine.column], [(1 << 32) | 16]) == REFUSE
    option = lambda number: verdict(machine, seccomp.SETSOCKOPT[machine.column], [3, 1, number])  # noqa: E731
    assert {n for n in range(80) if option(n) == REFUSE} == {7, 8, 32, 33}


def test_the_layout_of_memory_stays_as_it_is(machine):
    prctl = seccomp.PRCTL[machine.column]
    assert {n for n in range(80) if verdict(machine, prctl, [n]) == REFUSE} == {seccomp.PR_SET_MM}


def test_shared_memory_without_a_file(machine):
    mmap = lambda flags: verdict(machine, seccomp.MMAP[machine.column], [0, 4096, 3, flags])  # noqa: E731
    shared, private, validated, anonymous, noreserve = 1, 2, 3, 0x20, 0x4000
    assert mmap(private | anonymous | noreserve) == mmap(shared) == mmap(private) == seccomp.ALLOW
    assert mmap(shared | anonymous) == mmap(validated | anonymous | noreserve) == REFUSE


HEADERS = (Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), Path("/usr/include/asm-generic/unistd.h"))


@pytest.mark.parametrize("column", [0, 1], ids=MACHINES)
def test_numbers_are_those_of_the_kernel(column):
    if not HEADERS[column].exists():
        pytest.skip(f"the kernel's headers are not installed: no {HEADERS[column]}")
    found = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", HEADERS[column].read_text())
    kernel = {name: int(number) for name, number in found}
    names = ("clone", "clone3", "socket", "socketpair", "setsockopt", "prctl", "mmap")
    ours = REFUSED | {name: getattr(seccomp, name.upper()) for name in names} | ORDINARY
    assert {name: numbers[column] for name, numbers in ours.items()} == {
        name: kernel.get(name) for name in ours
    }


PROBE = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for name, number in CALLS.items():
    if os.fork() == 0:
        ctypes.set_errno(0)
        said = libc.syscall(number, 0, 0, 0, 0, 0, 0)
        os._exit(ctypes.get_errno() if said == -1 else 0)
    print(name, os.waitstatus_to_exitcode(os.wait()[1]))
"""


@pytest.fixture(scope="module")
def child():
    with standing() as sandbox, spawned(sandbox) as child:
        yield child


def test_felt_from_inside(child):
    column = MACHINES[platform.machine()].column
    calls = {name: numbers[column] for name, numbers in REFUSED.items() if numbers[column] is not None}
    said = printed(run(child, PROBE.replace("CALLS", repr(calls | {"clone3": 435, "future": 460}))))
    answers = {name: int(number) for name, number in (line.split() for line in said.splitlines())}
    assert answers == dict.fromkeys(calls, errno.EPERM) | {"clone3": errno.ENOSYS, "future": errno.ENOSYS}


def test_programs_started_from_inside_have_it_too(child):
    said = printed(run(child, "!grep Seccomp: /proc/self/status"))
    assert said.split() == ["Seccomp:", "2"]


ORDINARY_WORK = {
    "pool": "import multiprocessing as m\nwith m.get_context('fork').Pool(2) as p:\n    out = p.map(abs, [-1, -2])",
    "shared tensor": """
import torch, torch.multiprocessing as m
queue = m.get_context('fork').SimpleQueue()
queue.put(torch.ones(1000).share_memory_())
out = [1, int(queue.get().sum()) // 500]""",
    "threads": """
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    out = list(pool.map(abs, [-1, -2]))""",
    "program": "import subprocess, sys\nout = eval(subprocess.check_output([sys.executable, '-c', 'print([1, 2])']))",
    "await": "import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return [1, 2]\nout = await f()",
    "shared value": "from multiprocessing import Value\nv = Value('i', 2)\nout = [1, v.value]",
    "shared memory": """
from multiprocessing.shared_memory import SharedMemory
memory = SharedMemory(create=True, size=99)
memory.buf[0] = 2
out = [1, memory.buf[0]]
memory.close(), memory.unlink()""",
    "loader": """
import torch
out = list(torch.utils.data.DataLoader([1, 2], batch_size=None, num_workers=1))""",
    "torch threads": """
import torch
torch.set_num_threads(4)
out = [1, int((torch.ones(300, 300) @ torch.ones(300, 300))[0, 0]) // 150]""",
    "memory map": """
import numpy
values = numpy.memmap('values', dtype='i4', mode='w+', shape=2)
values[:] = 1, 2
out = values.tolist()""",
}


@pytest.mark.parametrize("what", ORDINARY_WORK)
def test_what_students_may_need_works(child, what):
    answer = run(child, ORDINARY_WORK[what] + "\nprint('out is', out)")
    assert "out is [1, 2]" in printed(answer), answer


def test_another_architecture_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(seccomp.platform, "machine", lambda: "riscv64")
    with pytest.raises(OSError, match="riscv64: the sandbox knows x86_64 and aarch64"):
        seccomp.this_machine()
