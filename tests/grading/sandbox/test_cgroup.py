"""Control groups, where this machine lets us make them; the choice of place on machines that are not here."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
from boxed import run, spawned, standing

from grading.limits import Limits
from grading.notebook import ROOT
from grading.sandbox import cgroup
from grading.sandbox.cgroup import Cgroup

pytestmark = pytest.mark.slow

LIMITS = Limits(memory_mib=1400, processes=40)
here = pytest.mark.skipif(
    not Cgroup.available(), reason="no control group with memory can be made on this machine"
)


@pytest.fixture(scope="module")
def sandbox():
    with standing() as sandbox:
        yield sandbox


def read(paths, *names: str) -> list[str]:
    return [(path / name).read_text().strip() for path in paths for name in names if (path / name).exists()]


@here
def test_a_child_and_what_it_starts_stand_in_its_group(sandbox):
    with spawned(sandbox, LIMITS) as child:
        paths = child.cgroup.paths
        assert read(paths, "memory.max", "memory.limit_in_bytes") == [str(1400 << 20)]
        assert read(paths, "pids.max") == ["40"]
        before = [len(listing.split()) for listing in read(paths, "cgroup.procs")]
        run(child, "import subprocess\nsubprocess.Popen(['sleep', '600'], start_new_session=True)")
        assert [len(listing.split()) for listing in read(paths, "cgroup.procs")] == [n + 1 for n in before]
        assert min(before) >= 2  # the keeper and the child
    assert not any(path.exists() for path in paths)


@here
def test_what_a_killed_grader_has_left_is_swept_away():
    program = "from grading.sandbox.cgroup import Cgroup, Limits; print(*Cgroup.make(Limits()).paths)"
    words = [sys.executable, "-c", program]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    mine = Cgroup.make(LIMITS)
    left = [Path(path) for path in said.split()]
    assert len(left) == len(mine.paths)
    Cgroup.sweep()
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in mine.paths)
    mine.remove()


FILL = """
import os, time
for _ in range(7):
    if os.fork() == 0:
        block = bytearray(b"x") * (430 << 20)
        time.sleep(600)
time.sleep(8)
"""


@here
def test_memory_of_the_whole_is_bounded(sandbox):
    """Version 2 ends the whole group, version 1 one process after the other: either is told."""
    child = sandbox.spawn(LIMITS)
    with contextlib.suppress(EOFError, OSError):
        run(child, FILL)
    assert child.kill() == "memory"


def machine(tmp_path, monkeypatch, own: str, controllers: str, delegated: bool = True):
    """A machine with version 2: groups as folders, `own` the group of this process."""
    root = tmp_path / "cgroup"
    for path in (root, root / "user.slice", root / "user.slice/app.slice", root / own):
        path.mkdir(parents=True, exist_ok=True)
        for name in ("cgroup.procs", "cgroup.subtree_control"):
            (path / name).write_text("")
    (root / "user.slice/app.slice/cgroup.subtree_control").write_text(controllers)
    (tmp_path / "self").write_text(f"0::/{own}\n")
    monkeypatch.setattr(
        cgroup, "Path", lambda name: tmp_path / "self" if name == "/proc/self/cgroup" else root
    )
    writable = str(root / "user.slice/app.slice") if delegated else "nothing"
    monkeypatch.setattr(cgroup.os, "access", lambda path, mode: str(path).startswith(writable))
    return root


def test_beside_ones_own_group_below_the_one_that_systemd_gave(tmp_path, monkeypatch):
    root = machine(tmp_path, monkeypatch, "user.slice/app.slice/run.scope", "cpu memory pids")
    [(home, files)] = Cgroup._homes()
    assert home == root / "user.slice/app.slice"
    assert files["memory.max"] == "memory"


@pytest.mark.parametrize(("controllers", "delegated"), [("cpu pids", True), ("memory pids", False)])
def test_none_where_memory_cannot_be_bounded(tmp_path, monkeypatch, controllers, delegated):
    machine(tmp_path, monkeypatch, "user.slice/app.slice/run.scope", controllers, delegated)
    assert Cgroup._homes() == []
    assert not Cgroup.available()
