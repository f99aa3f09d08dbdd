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
import select
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable

from grading.sandbox.inside import lock
from grading.sandbox.inside.meter import Meter
from grading.sandbox.inside.process import die_with_parent, preload


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
            channel, lifeline, *cgroups = fds
            os._exit(keeper(json.loads(message), channel, socket.socket(fileno=lifeline), *cgroups))
        for fd in fds:
            os.close(fd)


def keeper(limits: dict, channel: int, lifeline: socket.socket, *cgroups: int) -> int:
    """Fork the child into new namespaces; end it when the grader hangs up; tell the grader how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        for file in cgroups:
            os.write(file, b"0")
            os.close(file)
        if limits["bare"]:
            return bare(channel, lifeline)
        lock.leave_namespaces()
        meter = Meter(lifeline.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF))
        child = os.fork()
    except OSError as error:
        lifeline.send(f"no namespaces: {error}".encode())
        return 1
    if child == 0:
        lifeline.close()
        serve(channel, lambda: lock.lock_in(limits, channel))
    os.close(channel)
    wait_for_end(child, lifeline, meter, None if cgroups else limits["memory_mib"] << 20)
    return 0


def bare(channel: int, lifeline: socket.socket) -> int:
    """`--no-sandbox`: a process in a scratch folder, and no sandbox at all."""
    folder = tempfile.mkdtemp(prefix="grading-")
    meter = Meter(0)
    child = os.fork()
    if child == 0:
        lifeline.close()
        die_with_parent()
        os.setsid()
        os.chdir(folder)
        serve(channel)
    os.close(channel)
    wait_for_end(child, lifeline, meter)
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def serve(file: int, shut_in: Callable[[], None] = lambda: None) -> None:
    """The child: close the doors, say so, then serve to the end."""
    from grading.sandbox.inside.channel import Channel
    from grading.sandbox.inside.messages import Ready
    from grading.sandbox.inside.server import Server

    channel = Channel(socket.socket(fileno=file))
    try:
        shut_in()
    except BaseException as error:
        channel.send(0, Ready(f"{type(error).__name__}: {error}"))
        os._exit(1)
    channel.send(0, Ready())
    Server(channel).serve()
    os._exit(0)


def wait_for_end(child: int, lifeline: socket.socket, meter: Meter, memory: int | None = None) -> None:
    """Until the grader hangs up, the child dies or all in it takes more than `memory`; then say how it ended.

    Until then the grader may ask how long it ran and waited for a processor.
    """
    fd, word = os.pidfd_open(child), ""
    while not word:
        ready, _, _ = select.select([fd, lifeline], [], [], meter.pause if memory else None)
        if fd in ready:
            break
        if ready and not lifeline.recv(16):
            word = "hung up"
        elif ready:
            ran, waited = meter.times()
            lifeline.send(f"{ran} {waited}".encode())
        elif memory and meter.memory(memory) > memory:
            word = "memory"
    if word:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(OSError):
        lifeline.send((word or str(os.waitstatus_to_exitcode(status))).encode())


if __name__ == "__main__":
    zygote(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:] != ["bare"])
