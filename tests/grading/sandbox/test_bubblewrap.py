"""The sandbox: refused loudly where it cannot stand, gone when its grader is gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from target import CHECKS, RIGHT, target

from grading import notebook
from grading.judging.engine import grade_one
from grading.limits import Limits
from grading.sandbox import bubblewrap
from grading.sandbox.bubblewrap import Sandbox, SandboxError

pytestmark = pytest.mark.slow

SOURCE = notebook.dumps(target())


def test_missing_bubblewrap_is_named(monkeypatch):
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: None)
    with pytest.raises(SandboxError, match="Install the package `bubblewrap`"):
        Sandbox.start()


def test_forbidden_namespaces_are_named():
    said = bubblewrap._refusal("bwrap: No permissions to create new namespace")
    assert "forbids user namespaces" in said
    assert "No permissions" in said


def test_python_in_tmp_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "base_prefix", "/tmp/python")
    with pytest.raises(SandboxError, match="outside /tmp"):
        bubblewrap.command(3)


@pytest.mark.parametrize("place", ["/usr/src/course", "/usr/src/../lib/course", f"{sys.prefix}/course"])
def test_solutions_where_students_could_read_them_are_refused(monkeypatch, place):
    monkeypatch.setattr(bubblewrap, "ROOT", Path(place))
    monkeypatch.setattr(Path, "exists", lambda path: True)
    with pytest.raises(
        SandboxError, match=r"source lies in .*, which the code of students can read: move it"
    ):
        bubblewrap.command(3)


def test_what_the_sandbox_shows_is_what_is_called_exposed():
    """Every folder of this machine that the command line binds, but for the helpers, which students have."""
    words = bubblewrap.command(3)
    bound = {words[i + 1] for i, word in enumerate(words) if word == "--ro-bind"}
    ours = {str(notebook.ROOT / folder) for folder in ("utils", bubblewrap.INSIDE)}
    for place in bound - ours - set(bubblewrap._CONFIGURATION):
        assert bubblewrap.exposed(Path(place) / "course")
    assert not bubblewrap.exposed(notebook.ROOT / "source")


def test_no_sandbox_is_recorded():
    report = grade_one(SOURCE, notebook.dumps(notebook.fill(target(), RIGHT)), Limits(sandbox=False))
    assert report.score == len(CHECKS)
    assert not report.sandboxed


FOLD = """
import mmap, re
from pathlib import Path
from grading.sandbox.inside import process
block = mmap.mmap(-1, 8 << 20, flags=mmap.MAP_PRIVATE)
block.write(b"x" * (8 << 20))
process.collapse()
print(re.search(r"AnonHugePages: *([0-9]+)", Path("/proc/self/smaps_rollup").read_text())[1], block[-1])
"""


@pytest.mark.skipif(
    tuple(map(int, os.uname().release.split(".")[:2])) < (6, 1), reason="MADV_COLLAPSE came with Linux 6.1"
)
def test_memory_folds_into_huge_pages():
    environment = os.environ | {"PYTHONPATH": str(notebook.ROOT)}
    said = subprocess.run([sys.executable, "-c", FOLD], env=environment, capture_output=True, text=True)
    kilobytes, last = map(int, said.stdout.split())
    assert kilobytes >= 6 << 10  # 8 MiB hold at least three whole huge pages
    assert last == ord("x")


def test_everything_dies_with_a_killed_grader():
    slow = notebook.fill(target(), RIGHT | {"double": "import os\nos.system('sleep 76543')"})
    script = "import sys; from grading.judging.engine import grade_one\n"
    script += "grade_one(*[part.encode() for part in eval(sys.stdin.read())])"
    grader = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(notebook.ROOT)},
        start_new_session=True,
    )
    with grader:
        grader.stdin.write(repr((SOURCE.decode(), notebook.dumps(slow).decode())).encode())
        grader.stdin.close()
        assert wait_for(lambda: sleeping(), 90)
        grader.send_signal(signal.SIGKILL)
    assert wait_for(lambda: not sleeping(), 10)


def sleeping() -> bool:
    return subprocess.run(["pgrep", "-f", "^sleep 76543"], capture_output=True).returncode == 0


def wait_for(true, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.2)
    return true()
