"""Runs inside only. A fork server that puts every submission into a locked process of its own.

`python -m grading.sandbox.inside.zygote FD` runs inside bubblewrap. It imports what notebooks import, then waits on FD.
Every request (JSON limits and file descriptors) makes two processes: a *keeper*, which waits for the grader to hang up
or for its child to die, and the *child*, pid 1 of fresh namespaces, which shuts itself in (`lock`) and then serves one
submission (`server`). `grading.sandbox.bubblewrap` starts the zygote and makes the requests.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from grading.sandbox.inside import lock
from grading.sandbox.inside.process import die_with_parent, preload

PAGE = resource.getpagesize()
WATCH_SECONDS = 0.25


def zygote(control: socket.socket, shut: bool) -> None:
    """Serve requests until the grader hangs up: [limits; channel, lifeline, cgroup files...] -> a locked-in child."""
    if shut:
        lock.become_nobody()
    preload()
    from grading.sandbox.inside.shell import make_shell

    make_shell()  # every submission finds it in its fork
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.send(b"ready")
    while True:
        message, fds, _, _ = socket.recv_fds(control, 65536, 8)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            os._exit(keeper(json.loads(message), *fds))
        for fd in fds:
            os.close(fd)


def keeper(limits: dict, channel: int, lifeline: int, *cgroups: int) -> int:
    """Fork the child into new namespaces; end it when the grader hangs up; tell the grader how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        for file in cgroups:
            os.write(file, b"0")
            os.close(file)
        if limits["bare"]:
            return bare(limits, channel, lifeline)
        lock.leave_namespaces()
        child = os.fork()
    except OSError as error:
        os.write(lifeline, f"no namespaces: {error}".encode())
        return 1
    if child == 0:
        os.close(lifeline)
        serve(channel, lambda: lock.lock_in(limits, channel))
    os.close(channel)
    wait_for_end(child, lifeline, None if cgroups else limits["memory_mib"] << 20)
    return 0


def bare(limits: dict, channel: int, lifeline: int) -> int:
    """`--no-sandbox`: a process in a scratch folder, and no sandbox at all."""
    folder = tempfile.mkdtemp(prefix="grading-")
    child = os.fork()
    if child == 0:
        os.close(lifeline)
        die_with_parent()
        os.setsid()
        os.chdir(folder)
        serve(channel)
    os.close(channel)
    wait_for_end(child, lifeline)
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def serve(file: int, shut_in: Callable[[], None] = lambda: None) -> None:
    """The child: close the doors, say so, then serve to the end."""
    from grading.sandbox.inside.channel import Channel
    from grading.sandbox.inside.server import Server

    channel = Channel(socket.socket(fileno=file), takes_files=True)
    try:
        shut_in()
    except BaseException as error:
        channel.send({"n": 0, "error": f"{type(error).__name__}: {error}"})
        os._exit(1)
    channel.send({"n": 0})
    Server(channel).serve()
    os._exit(0)


def wait_for_end(child: int, lifeline: int, memory: int | None = None) -> None:
    """Until the grader hangs up, the child dies or all in it takes more than `memory`; say how it ended."""
    fd, word, ended = os.pidfd_open(child), "", []
    while not (ended or word):
        ended, _, _ = select.select([lifeline, fd], [], [], WATCH_SECONDS if memory else None)
        word = "memory" if memory and not ended and used_memory(child, memory) > memory else ""
    if fd not in ended:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(OSError):
        os.write(lifeline, (word or str(os.waitstatus_to_exitcode(status))).encode())


def used_memory(child: int, enough: int) -> int:
    """Bytes that the processes of the child's namespace take together; exact only where it comes near `enough`.

    What they share with this process, their common ancestor, is cheap to leave out; what forks share among themselves
    is not.
    """
    members = [
        name for name in os.listdir("/proc") if name.isdigit() and _space(name) == _space(str(child)) != ""
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


if __name__ == "__main__":
    zygote(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:] != ["bare"])
