"""The wall: bubblewrap around a zygote (`grading.zygote`), and one child of it per submission.

    wall = Wall.start()                      # bubblewrap, or SandboxError with the cause and the remedy
    ward = wall.spawn(limits)                # a fresh, locked-in process; ward.channel speaks `grading.wire`
    ward.kill()                              # ends everything in it
    wall.description                         # "bubblewrap; memory of the whole by cgroup"

Inside: the system and the Python environment read-only, `utils`, a private /tmp, no network. Not inside: the course,
the home directory, the gradebook, other submissions. bubblewrap dies with the thread that started it, so `Wall.start`
belongs to the main thread of a process that does nothing else (`grading.trusted`).
"""

from __future__ import annotations

import contextlib
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

from grading.channel import Channel

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 120
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_CONFIGURATION = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime")
_INSIDE = ("__init__.py", "channel.py", "inside.py", "shell.py", "wire.py", "zygote.py")
_ENVIRONMENT = {
    "HOME": "/tmp/work",
    "USER": "student",
    "LOGNAME": "student",
    "LANG": "C.UTF-8",
    "PATH": "/course/venv/bin:/usr/bin:/bin",
    "PYTHONPATH": "/course",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "IPYTHONDIR": "/tmp/ipython",
}


class SandboxError(RuntimeError):
    """The sandbox cannot be had here; the message names the cause and what to do."""


# ---------------------------------------------------------------------------------------------- bubblewrap
def _parents(path: str) -> list[str]:
    """bubblewrap makes missing parents of a bind unreadable: make them first."""
    parents = [str(p) for p in reversed(Path(path).parents) if str(p) != "/"]
    return [word for p in parents for word in ("--perms", "0755", "--dir", p)]


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
    if os.getuid() == 0:
        words = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
        words += [
            word
            for cap in ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP")
            for word in ("--cap-add", f"CAP_{cap}")
        ]
    else:
        words = ["--unshare-all", "--cap-drop", "ALL"]
    words += ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "sandbox", "--chdir", "/"]
    for name, value in _ENVIRONMENT.items():
        words += ["--setenv", name, value]
    words += ["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp"]
    for path in (*_SYSTEM, *_CONFIGURATION, sys.base_prefix):
        words += _bind(path, path)
    words += _bind(sys.prefix, "/course/venv")
    words += _bind(str(ROOT / "utils"), "/course/utils")
    for name in _INSIDE:
        words += _bind(str(ROOT / "grading" / name), f"/course/grading/{name}")
    words += ["--remount-ro", "/dev", "--remount-ro", "/"]
    python = f"/course/venv/bin/{Path(sys.executable).name}"
    return ["bwrap", *words, "--", python, "-m", "grading.zygote", str(control)]


def _refusal(stderr: str) -> str:
    """What to tell the instructor when bubblewrap or the zygote did not come up."""
    if "amespace" in stderr or "uid map" in stderr or "Operation not permitted" in stderr:
        return (
            "this host forbids user namespaces (see /proc/sys/user/max_user_namespaces, "
            "kernel.unprivileged_userns_clone, AppArmor's kernel.apparmor_restrict_unprivileged_userns, "
            f"or the container's seccomp profile): {stderr}"
        )
    return f"the sandbox did not start: {stderr or 'no reason given'}"


# ---------------------------------------------------------------------------------------------- the wall
@dataclass
class Ward:
    """One locked-in process, seen from outside. Closing the lifeline ends it; its end is said on the lifeline."""

    channel: Channel
    lifeline: socket.socket
    cgroup: Cgroup

    def kill(self) -> str:
        """End it and everything in it; how it had ended before, or ""."""
        self.channel.sock.close()
        self.lifeline.settimeout(5)
        reason = ""
        with contextlib.suppress(OSError):
            self.lifeline.shutdown(socket.SHUT_WR)
            reason = self.lifeline.recv(4096).decode(errors="replace")
        self.lifeline.close()
        if self.cgroup.out_of_memory():
            reason = "memory"
        self.cgroup.remove()
        return reason


class Wall:
    """A zygote and the way to it; `spawn` may be called from forks of the process that started it."""

    def __init__(self, words: list[str], control: socket.socket, theirs: socket.socket, bare: bool) -> None:
        self.control, self.bare = control, bare
        self.cgroups = not bare and Cgroup.available()
        environment = os.environ | {"PYTHONPATH": str(ROOT), "MPLBACKEND": _ENVIRONMENT["MPLBACKEND"]}
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            words,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.complaints,
            env=environment if bare else None,
        )

    @property
    def description(self) -> str:
        """What holds the student's code, for the report."""
        if self.bare:
            return "none"
        memory = "by cgroup" if self.cgroups else "watched, four times a second"
        return f"bubblewrap; memory of the whole {memory}"

    @classmethod
    def start(cls, bare: bool = False) -> Wall:
        """Start the zygote behind bubblewrap; `bare`: without any wall, for `--no-sandbox`. Then `wait`."""
        if not bare and not shutil.which("bwrap"):
            raise SandboxError(
                "bubblewrap is not installed (no `bwrap` on PATH). Install the package `bubblewrap`, "
                "or grade with --no-sandbox if every submission is trusted."
            )
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            plain = [sys.executable, "-P", "-m", "grading.zygote", str(theirs.fileno()), "bare"]
            return cls(plain if bare else command(theirs.fileno()), ours, theirs, bare)

    def wait(self) -> None:
        """Until the zygote has imported everything; SandboxError when it does not come up."""
        self.control.settimeout(START_SECONDS)
        try:
            ready = self.control.recv(64)
        except OSError:
            ready = b""
        if ready != b"ready":
            self.process.kill()
            self.complaints.seek(0)
            raise SandboxError(_refusal(self.complaints.read().decode(errors="replace").strip()[-500:]))
        self.control.settimeout(None)

    def spawn(self, limits: dict) -> Ward:
        """A fresh child, ready to serve; SandboxError when it cannot close its doors."""
        group = Cgroup.make(limits) if self.cgroups else Cgroup(())
        limits = limits | {"bare": self.bare}
        ours, theirs = socket.socketpair()
        lifeline, warden = socket.socketpair()
        files = [os.open(path / "cgroup.procs", os.O_WRONLY) for path in group.paths]
        socket.send_fds(
            self.control, [json.dumps(limits).encode()], [theirs.fileno(), warden.fileno(), *files]
        )
        for file in files:
            os.close(file)
        theirs.close()
        warden.close()
        ward = Ward(Channel(ours), lifeline, group)
        try:
            header, _ = ward.channel.receive(time.monotonic() + 30)
        except (EOFError, OSError):
            raise SandboxError(_refusal(ward.kill())) from None
        if "error" in header:
            ward.kill()
            raise SandboxError(_refusal(str(header["error"])))
        return ward

    def stop(self) -> None:
        """End the zygote and all its children."""
        self.control.close()
        self.process.kill()
        self.process.wait()


# ---------------------------------------------------------------------------------------------- memory of the whole
@dataclass(frozen=True)
class Cgroup:
    """A control group of one submission: version 2, or the memory and pids hierarchies of version 1."""

    paths: tuple[Path, ...]

    @staticmethod
    def _homes() -> list[tuple[Path, dict[str, str]]]:
        """Where groups can be made, and the names of the bounds there."""
        found = []
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if controllers in _VERSION_1:
                place = Path("/sys/fs/cgroup") / controllers / path.lstrip("/")
                found.append((place, _VERSION_1[controllers]))
            elif not controllers:
                place = Path("/sys/fs/cgroup") / path.lstrip("/")
                places = [p for p in (place, *place.parents) if (p / "cgroup.subtree_control").exists()]
                usable = [p for p in places if "memory" in (p / "cgroup.subtree_control").read_text()]
                found += [(p, _VERSION_2) for p in usable if os.access(p / "cgroup.procs", os.W_OK)][:1]
        return [(place, names) for place, names in found if os.access(place, os.W_OK)]

    @classmethod
    def available(cls) -> bool:
        """Whether the memory of a whole sandbox can be bounded by a group: try it."""
        try:
            group = cls.make({"memory": 1 << 30, "processes": 64})
            group.remove()
        except OSError:
            return False
        return any("memory.max" in names or "memory.limit_in_bytes" in names for _, names in cls._homes())

    @classmethod
    def make(cls, limits: dict) -> Cgroup:
        made = []
        for place, names in cls._homes():
            path = Path(tempfile.mkdtemp(prefix="grading-", dir=place))
            made.append(path)
            for file, limit in names.items():
                with contextlib.suppress(FileNotFoundError):
                    (path / file).write_text(str(limits.get(limit, limit)))
        return cls(tuple(made))

    def out_of_memory(self) -> bool:
        """Whether the kernel ended something in it for want of memory."""
        words = ""
        for path in self.paths:
            for file in ("memory.events", "memory.oom_control"):
                with contextlib.suppress(OSError):
                    words += (path / file).read_text()
        counts = dict(line.split() for line in words.splitlines())
        return int(counts.get("oom_kill", 0)) > 0

    def remove(self) -> None:
        """Remove it once its processes are gone."""
        for path in self.paths:
            for _ in range(200):
                try:
                    path.rmdir()
                    break
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(0.005)


_VERSION_1 = {
    "memory": {"memory.limit_in_bytes": "memory", "memory.memsw.limit_in_bytes": "memory"},
    "pids": {"pids.max": "processes"},
}
_VERSION_2 = {
    "memory.max": "memory",
    "memory.swap.max": "0",
    "memory.oom.group": "1",
    "pids.max": "processes",
}
