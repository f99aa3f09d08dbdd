"""The sandbox: bubblewrap around a zygote (`inside.zygote`), and one child of it per submission.

    sandbox = Sandbox.start()                # bubblewrap, or SandboxError with the cause and the remedy
    child = sandbox.spawn(Limits())          # a fresh, locked-in process that answers on child.channel
    child.kill()                             # ends everything in it
    sandbox.confinement                      # "bubblewrap and seccomp; memory of the whole by cgroup"

Inside: the system and the Python environment read-only, `utils`, the folder `inside`, a private /tmp, no network. Not
inside: the course, the home directory, the gradebook, other submissions. bubblewrap dies with the thread that started
it, so `Sandbox.start` belongs to the main thread of a process that does nothing else (`grading.judging.judge`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from grading.limits import Limits
from grading.sandbox.cgroup import Cgroup
from grading.sandbox.inside.channel import Channel
from grading.sandbox.inside.messages import Ready

ROOT = Path(__file__).resolve().parents[2]
INSIDE = "grading/sandbox/inside"
START_SECONDS = 120
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_CONFIGURATION = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime")
_ENVIRONMENT = {
    "HOME": "/tmp/work",
    "USER": "student",
    "LOGNAME": "student",
    "LANG": "C.UTF-8",
    "PATH": "/course/venv/bin:/usr/bin:/bin",
    "PYTHONPATH": "/course",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONBREAKPOINT": "0",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "IPYTHONDIR": "/tmp/ipython",
}


class SandboxError(RuntimeError):
    """The sandbox cannot be had here; the message names the cause and what to do."""


def require_linux() -> None:
    """SandboxError elsewhere: namespaces, seccomp and forks of a process are Linux's."""
    if sys.platform != "linux":
        raise SandboxError(
            f"grading needs Linux, this is {sys.platform}: use a Linux machine, WSL 2 or a container; "
            "every other command works here"
        )


# ---------------------------------------------------------------------------------------------- bubblewrap
def exposed(path: Path) -> str:
    """Why what lies at `path` is no secret: the folder around it that the sandbox shows to students' code; or ""."""
    seen = (*_SYSTEM, sys.base_prefix, sys.prefix)
    around = next((place for place in seen if path.resolve().is_relative_to(Path(place).resolve())), None)
    return (
        f"{path} lies in {around}, which the code of students can read: move it elsewhere" if around else ""
    )


def _parents(path: str) -> list[str]:
    """bubblewrap makes missing parents of a bind unreadable: make them first."""
    parents = [str(p) for p in reversed(Path(path).parents) if str(p) != "/"]
    return [part for p in parents for part in ("--perms", "0755", "--dir", p)]


def _bind(source: str, target: str) -> list[str]:
    if not os.path.exists(source):
        return []
    if os.path.islink(source) and source in _SYSTEM:
        return ["--symlink", os.readlink(source), target]
    return [*_parents(target), "--ro-bind", source, target]


def command(control: int) -> list[str]:
    """The bubblewrap command line of the zygote, for root and for an ordinary user."""
    if sys.base_prefix.startswith("/tmp/"):
        raise SandboxError(
            f"Python itself lies in {sys.base_prefix}: install it outside /tmp, which the sandbox replaces."
        )
    if (ROOT / "source").exists() and (problem := exposed(ROOT / "source")):
        raise SandboxError(problem)
    if os.getuid() == 0:
        argv = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
        argv += [
            part
            for cap in ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP")
            for part in ("--cap-add", f"CAP_{cap}")
        ]
    else:
        argv = ["--unshare-all", "--cap-drop", "ALL"]
    argv += ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "sandbox", "--chdir", "/"]
    for name, value in _ENVIRONMENT.items():
        argv += ["--setenv", name, value]
    argv += ["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp"]
    for path in (*_SYSTEM, *_CONFIGURATION, sys.base_prefix):
        argv += _bind(path, path)
    argv += _bind(sys.prefix, "/course/venv")
    for folder in ("utils", INSIDE):
        argv += _bind(str(ROOT / folder), f"/course/{folder}")
    argv += ["--remount-ro", "/dev", "--remount-ro", "/"]
    python = f"/course/venv/bin/{Path(sys.executable).name}"
    return ["bwrap", *argv, "--", python, "-m", "grading.sandbox.inside.zygote", str(control)]


def _refusal(stderr: str) -> str:
    """What to tell the instructor when bubblewrap or the zygote did not come up: one sentence, with its last line."""
    stderr = (stderr.strip().splitlines() or [""])[-1][-500:]
    if "amespace" in stderr or "uid map" in stderr or "Operation not permitted" in stderr:
        return (
            "this host forbids user namespaces (see /proc/sys/user/max_user_namespaces, "
            "kernel.unprivileged_userns_clone, AppArmor's kernel.apparmor_restrict_unprivileged_userns, "
            f"or the container's seccomp profile): {stderr}"
        )
    return f"the sandbox did not start: {stderr or 'no reason given'}"


# ---------------------------------------------------------------------------------------------- the sandbox
@dataclass
class Child:
    """One locked-in process, seen from outside. Closing the lifeline ends it; its end is said on the lifeline."""

    channel: Channel
    lifeline: socket.socket
    cgroup: Cgroup
    end: str = ""

    def times(self) -> tuple[float, float] | None:
        """Seconds that its processes ran, and that they were ready to run while the processors were taken; None when
        nobody is there to tell."""
        with contextlib.suppress(OSError):
            self.lifeline.settimeout(5)
            self.lifeline.send(b"times")
            answer = self.lifeline.recv(4096).decode()
            if len(words := answer.split()) == 2:
                return float(words[0]), float(words[1])
            self.end = answer
        return None

    def kill(self) -> str:
        """End it and everything in it; how it had ended before, or ""."""
        self.channel.sock.close()
        reason = self.end
        with contextlib.suppress(OSError):
            self.lifeline.settimeout(5)
            self.lifeline.shutdown(socket.SHUT_WR)
            reason = reason or self.lifeline.recv(4096).decode(errors="replace")
        self.lifeline.close()
        if self.cgroup.out_of_memory():
            reason = "memory"
        self.cgroup.remove()
        return reason


class Sandbox:
    """A zygote and the way to it; `spawn` may be called from forks of the process that started it."""

    def __init__(self, argv: list[str], control: socket.socket, theirs: socket.socket, bare: bool) -> None:
        self.control, self.bare = control, bare
        self.cgroups = not bare and Cgroup.available()
        environment = os.environ | {"PYTHONPATH": str(ROOT), "MPLBACKEND": _ENVIRONMENT["MPLBACKEND"]}
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            argv,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.complaints,
            env=environment if bare else None,
        )

    @property
    def confinement(self) -> str:
        """What holds the student's code, for the report."""
        if self.bare:
            return "none"
        whole = "memory of the whole by cgroup"
        each = "memory of each process by the kernel, of the whole by a watcher (no cgroup can be made here)"
        return f"bubblewrap and seccomp; {whole if self.cgroups else each}"

    @classmethod
    def start(cls, bare: bool = False) -> Sandbox:
        """Start the zygote behind bubblewrap; `bare`: without bubblewrap, for `--no-sandbox`. Then `wait`."""
        if not bare and not shutil.which("bwrap"):
            raise SandboxError(
                "bubblewrap is not installed (no `bwrap` on PATH). Install the package `bubblewrap`, "
                "or grade with --no-sandbox if every submission is trusted."
            )
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            plain = [
                sys.executable,
                "-P",
                "-m",
                "grading.sandbox.inside.zygote",
                str(theirs.fileno()),
                "bare",
            ]
            return cls(plain if bare else command(theirs.fileno()), ours, theirs, bare)

    def wait(self) -> None:
        """Until the zygote has imported everything; SandboxError when it does not come up."""
        self.control.settimeout(START_SECONDS)
        try:
            ready = self.control.recv(64)
        except OSError:
            ready = b""
        if ready != b"ready":
            self.complaints.seek(0)
            reason = _refusal(self.complaints.read().decode(errors="replace"))
            self.stop()
            raise SandboxError(reason)
        self.control.settimeout(None)

    def spawn(self, limits: Limits) -> Child:
        """A fresh child, ready to serve; SandboxError when it cannot close its doors."""
        group = Cgroup.make(limits) if self.cgroups else Cgroup(())
        request = json.dumps(dataclasses.asdict(limits) | {"bare": self.bare}).encode()
        ours, theirs = socket.socketpair()
        lifeline, keepers = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        files = [os.open(path / "cgroup.procs", os.O_WRONLY) for path in group.paths]
        socket.send_fds(self.control, [request], [theirs.fileno(), keepers.fileno(), *files])
        for file in files:
            os.close(file)
        theirs.close()
        keepers.close()
        child = Child(Channel(ours), lifeline, group)
        try:
            _, ready, _ = child.channel.receive(Ready, time.monotonic() + 30)
        except (EOFError, OSError):
            raise SandboxError(_refusal(child.kill())) from None
        if ready.error:
            child.kill()
            raise SandboxError(_refusal(ready.error))
        return child

    def stop(self) -> None:
        """End the zygote and all its children."""
        self.control.close()
        self.process.kill()
        self.process.wait()
        self.complaints.close()
