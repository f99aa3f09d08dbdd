"""Control groups bound memory and processes of a whole submission, where the machine lets us make them.

Root may; so may an ordinary user below a group that systemd has given to him, as inside
`systemd-run --user --scope python -m grading grade ...`. Elsewhere `inside.meter` watches.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from grading.limits import Limits

# File of a group -> a limit by name, or a fixed word.
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
                home = Path("/sys/fs/cgroup") / controllers / path.lstrip("/")
                found.append((home, _VERSION_1[controllers]))
            elif not controllers:
                home = Path("/sys/fs/cgroup") / path.lstrip("/")
                homes = [p for p in (home, *home.parents) if (p / "cgroup.subtree_control").exists()]
                usable = [p for p in homes if "memory" in (p / "cgroup.subtree_control").read_text()]
                found += [(p, _VERSION_2) for p in usable if os.access(p / "cgroup.procs", os.W_OK)][:1]
        return [(home, files) for home, files in found if os.access(home, os.W_OK)]

    @classmethod
    def available(cls) -> bool:
        """Whether the memory of a whole sandbox can be bounded by a group: try it."""
        try:
            cls.sweep()
            group = cls.make(Limits())
            group.remove()
        except OSError:
            return False
        return any("memory.max" in files or "memory.limit_in_bytes" in files for _, files in cls._homes())

    @classmethod
    def make(cls, limits: Limits) -> Cgroup:
        """A new group with these limits, in every hierarchy that there is; OSError where it may not be made."""
        bounds = {"memory": str(limits.memory_mib << 20), "processes": str(limits.processes)}
        made = []
        for home, files in cls._homes():
            path = Path(tempfile.mkdtemp(prefix=f"grading-{os.getpid()}-", dir=home))
            made.append(path)
            for file, bound in files.items():
                with contextlib.suppress(FileNotFoundError):
                    (path / file).write_text(bounds.get(bound, bound))
        return cls(tuple(made))

    @classmethod
    def sweep(cls) -> None:
        """Remove the empty groups that graders have left who were killed: no process has the number in their name."""
        for home, _ in cls._homes():
            for path in home.glob("grading-*-*"):
                if not Path("/proc", path.name.split("-")[1]).exists():
                    with contextlib.suppress(OSError):  # not empty yet, or gone
                        path.rmdir()

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
        """Remove it once its processes are gone; after ten seconds it is left to whoever starts the machine anew."""
        for path in self.paths:
            for _ in range(2000):
                try:
                    path.rmdir()
                    break
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(0.005)
