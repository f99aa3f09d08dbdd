"""The doorkeeper of the sandbox: a fork server that puts every submission behind its own locked door.

`python -m grading.zygote FD` runs inside bubblewrap. It imports what notebooks import, then waits on FD. Every request
(JSON limits and file descriptors) makes two processes: a *warden*, which waits for the grader to hang up or for its
ward to die, and the *ward*, pid 1 of a fresh set of namespaces, which closes its own doors (`lock_in`) and then serves
one submission (`grading.inside`). `grading.sandbox` starts the zygote and makes the requests.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

NOBODY = 65534
PAGE = resource.getpagesize()
HUGE_PAGE = 2 << 20
WATCH_SECONDS = 0.25
PRELOAD = (
    "numpy",
    "torch",
    "torch.func",
    "torch.optim",
    "torch._dynamo",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "ipywidgets",
    "tqdm.auto",
    "IPython.core.interactiveshell",
    "IPython.utils.capture",
    "grading.inside",
    "grading.shell",
)
_libc = ctypes.CDLL(None, use_errno=True)
_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (0x20000, 1 << 26, 1 << 27, 1 << 28, 1 << 29, 1 << 30)
_MS_NOSUID, _MS_NODEV, _MS_REC, _MS_PRIVATE = 2, 4, 0x4000, 1 << 18
_MADV_COLLAPSE = 25
_PDEATHSIG, _SET_DUMPABLE, _CAPBSET_DROP, _NO_NEW_PRIVS, _AMBIENT, _AMBIENT_CLEAR = 1, 4, 24, 38, 47, 4


def _call(function: Callable, *args: Any) -> None:
    """A C library call that raises OSError on failure."""
    if function(*args) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function.__name__}{args}: {os.strerror(number)}")


def _mount(kind: str | None, target: str, flags: int, options: str = "") -> None:
    kind = kind.encode() if kind else None
    _call(_libc.mount, kind or b"none", target.encode(), kind, flags, options.encode())


def die_with_parent() -> None:
    """SIGKILL when the thread that started this process ends."""
    _call(_libc.prctl, _PDEATHSIG, signal.SIGKILL, 0, 0, 0)


# ---------------------------------------------------------------------------------------------- zygote
def become_nobody() -> None:
    """When started by root: give up everything, for good. bubblewrap hides parts of /proc, which would forbid ours."""
    if os.getuid() == 0:
        for hidden in ("irq", "bus", "sys", "sysrq-trigger"):
            _libc.umount2(f"/proc/{hidden}".encode(), 2)
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        _call(_libc.prctl, _SET_DUMPABLE, 1, 0, 0, 0)
    _call(_libc.prctl, _NO_NEW_PRIVS, 1, 0, 0, 0)


def preload() -> None:
    """Import once what every submission needs, on one thread: a thread pool would not survive the fork."""
    import utils

    helpers = [module.name for module in pkgutil.walk_packages(utils.__path__, "utils.")]
    for name in (*PRELOAD, *helpers):
        with contextlib.suppress(Exception):  # an optional library, or a helper that asks for one
            importlib.import_module(name)
    import torch

    torch.set_num_threads(1)
    w = torch.ones(2, requires_grad=True)
    w.sum().backward()
    torch.optim.SGD([w], lr=0.1).step()
    gc.collect()
    gc.freeze()
    collapse()


def collapse() -> None:
    """Put the memory of this process into huge pages: a fork copies one entry for 2 MiB instead of 512.

    Where the kernel has no MADV_COLLAPSE (before Linux 6.1), forks are as slow as they were.
    """
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, mode, *_ = line.split()
        start, end = (int(edge, 16) for edge in span.split("-"))
        start, end = -(-start // HUGE_PAGE) * HUGE_PAGE, end // HUGE_PAGE * HUGE_PAGE
        if mode == "rw-p" and start < end:
            _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_COLLAPSE)


def zygote(control: socket.socket, walled: bool) -> None:
    """Serve requests until the grader hangs up: [limits; channel, lifeline, cgroup files...] -> a locked-in child."""
    if walled:
        become_nobody()
    preload()
    from grading.shell import make_shell

    make_shell()  # every submission finds it in its fork
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.send(b"ready")
    while True:
        message, fds, _, _ = socket.recv_fds(control, 65536, 8)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            os._exit(warden(json.loads(message), *fds))
        for fd in fds:
            os.close(fd)


def warden(limits: dict, channel: int, lifeline: int, *cgroups: int) -> int:
    """Fork the ward into new namespaces; end it when the grader hangs up; tell the grader how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        for file in cgroups:
            os.write(file, b"0")
            os.close(file)
        uid, gid = os.getuid(), os.getgid()
        if limits["bare"]:
            return bare(limits, channel, lifeline)
        _call(_libc.unshare, _NEWUSER | _NEWNS | _NEWPID | _NEWIPC | _NEWUTS | _NEWNET)
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{uid} {uid} 1"),
            ("gid_map", f"{gid} {gid} 1"),
        ):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
        ward = os.fork()
    except OSError as error:
        os.write(lifeline, f"no namespaces: {error}".encode())
        return 1
    if ward == 0:
        os.close(lifeline)
        serve(channel, lambda: lock_in(limits, channel))
    os.close(channel)
    watch(ward, lifeline, None if cgroups else limits["memory"])
    return 0


def bare(limits: dict, channel: int, lifeline: int) -> int:
    """`--no-sandbox`: a process in a scratch folder, and no wall at all."""
    folder = tempfile.mkdtemp(prefix="grading-")
    ward = os.fork()
    if ward == 0:
        os.close(lifeline)
        die_with_parent()
        os.setsid()
        os.chdir(folder)
        serve(channel)
    os.close(channel)
    watch(ward, lifeline)
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def serve(channel: int, lock: Callable[[], None] = lambda: None) -> None:
    """The ward: close the doors, say so, then serve to the end."""
    from grading.channel import Channel
    from grading.inside import Server

    wire = Channel(socket.socket(fileno=channel), takes_files=True)
    try:
        lock()
    except BaseException as error:
        wire.send({"n": 0, "error": f"{type(error).__name__}: {error}"})
        os._exit(1)
    wire.send({"n": 0})
    Server(wire).serve()
    os._exit(0)


def watch(ward: int, lifeline: int, memory: int | None = None) -> None:
    """Until the grader hangs up, the ward dies or all in it takes more than `memory`; say how it ended."""
    fd, word, ended = os.pidfd_open(ward), "", []
    while not (ended or word):
        ended, _, _ = select.select([lifeline, fd], [], [], WATCH_SECONDS if memory else None)
        word = "memory" if memory and not ended and used_memory(ward, memory) > memory else ""
    if fd not in ended:
        os.kill(ward, signal.SIGKILL)
    _, status = os.waitpid(ward, 0)
    with contextlib.suppress(OSError):
        os.write(lifeline, (word or str(os.waitstatus_to_exitcode(status))).encode())


def used_memory(ward: int, enough: int) -> int:
    """Bytes that the processes of the ward's namespace take together; exact only where it comes near `enough`.

    What they share with this process, their common ancestor, is cheap to leave out; what forks share among themselves
    is not.
    """
    members = [
        name for name in os.listdir("/proc") if name.isdigit() and _space(name) == _space(str(ward)) != ""
    ]
    common = _bytes("self", _resident)
    coarse = common + sum(max(0, _bytes(name, _resident) - common) for name in members)
    return coarse if coarse <= enough else sum(_bytes(name, _share) for name in members)


def _space(name: str) -> str:
    with contextlib.suppress(OSError):
        return os.readlink(f"/proc/{name}/ns/pid")
    return ""


def _resident(process: Path) -> int:
    return int((process / "statm").read_text().split()[1]) * PAGE


def _bytes(name: str, measure: Callable[[Path], int]) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return measure(Path("/proc", name))
    return 0


def _share(process: Path) -> int:
    """Its proportional share: a page that forks have in common counts once."""
    rollup = (process / "smaps_rollup").read_text()
    return 1024 * int(rollup.split("Pss:")[1].split()[0])


def lock_in(limits: dict, channel: int) -> None:
    """Own /proc, private /tmp and /dev/shm, no further namespaces, no capabilities, bounded resources."""
    die_with_parent()
    os.setsid()
    _mount(None, "/", _MS_REC | _MS_PRIVATE)
    _mount("proc", "/proc", _MS_NOSUID | _MS_NODEV)
    for place, size in (("/tmp", limits["disk"]), ("/dev/shm", limits["disk"] // 4)):
        _mount("tmpfs", place, _MS_NOSUID | _MS_NODEV, f"size={size},nr_inodes=10000,mode=700")
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")
    bounds = {
        "DATA": limits["memory"],
        "NPROC": limits["processes"],
        "FSIZE": limits["disk"],
        "NOFILE": 256,
        "CORE": 0,
        "MSGQUEUE": 0,
        "MEMLOCK": 65536,
        "CPU": int(limits["submission_seconds"]) + 5,
    }
    for name, bound in bounds.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (bound, bound))
    drop_capabilities()
    os.mkdir("/tmp/work")
    os.chdir("/tmp/work")
    null = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.closerange(3, channel)
    os.closerange(channel + 1, 4096)


def drop_capabilities() -> None:
    """No capability now, none to be had by any program started from here."""
    for number in range(64):
        _libc.prctl(_CAPBSET_DROP, number, 0, 0, 0)
    _libc.prctl(_AMBIENT, _AMBIENT_CLEAR, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _call(_libc.capset, header, (ctypes.c_uint32 * 6)())
    _call(_libc.prctl, _NO_NEW_PRIVS, 1, 0, 0, 0)


if __name__ == "__main__":
    zygote(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:] != ["bare"])
