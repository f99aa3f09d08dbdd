"""Other accounts of this machine: what root needs to run something as somebody else."""

import shlex
import sys
from pathlib import Path

from grading.notebook import ROOT

#: Begins a shell program whose mounts end with it and are seen by nobody else.
IN_PRIVATE = ("unshare", "--mount", "--propagation", "private", "sh", "-ec")


def closed(path: Path) -> Path | None:
    """The highest folder on the way to a path that others may not enter."""
    return next((p for p in (*reversed(path.parents), path) if not p.stat().st_mode & 1), None)


def opened(stage: Path) -> list[str]:
    """Lines of a shell program that let everybody reach this Python, its environment and the course.

    What is in the way (root's home, say) is covered by an empty folder in which only these three are seen; their
    mounts pass through `stage`, a folder for this alone.
    """
    places = [Path(sys.base_prefix), Path(sys.prefix), ROOT]
    hidden = {stage / str(number): place for number, place in enumerate(places) if closed(place)}
    lines = []
    for kept, place in hidden.items():
        lines += [f"mkdir -p {kept}", shlex.join(["mount", "--bind", str(place), str(kept)])]
    for folder in {closed(place) for place in hidden.values()}:
        lines += [f"mount -t tmpfs -o mode=755 none {folder}"]
    for kept, place in hidden.items():
        lines += [f"mkdir -p {place}", f"mount --bind {kept} {place}"]
    return lines
