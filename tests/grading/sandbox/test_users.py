"""The sandbox on other machines: an ordinary user's, one that forbids namespaces, one that is not Linux."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from accounts import IN_PRIVATE, opened

from grading.notebook import ROOT

pytestmark = pytest.mark.slow

USER = 23456  # of no account: an ordinary user needs none
CORE = (
    "controls or nothing_survives or key_rings or other_memory or uncounted_memory or raw_clones or privileges "
    "or course_files or environment or network or descriptors or memory_bomb or memory_swarm or forged_replies"
)


def as_ordinary_user(words: list[str], home: Path, **options) -> subprocess.CompletedProcess:
    """Run a command as a user without privileges. What he would not see (a Python in root's home) is shown to him, in
    mounts that end with the command."""
    become = f"exec setpriv --reuid={USER} --regid={USER} --clear-groups --inh-caps=-all {shlex.join(words)}"
    os.chown(home, USER, USER)
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [*IN_PRIVATE, "\n".join([*opened(home / "stage"), become])],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=550,
        **options,
    )


@pytest.fixture
def home():
    """A folder in /var/tmp: pytest's own are closed to others."""
    folder = Path(f"/var/tmp/grading-user-{os.getpid()}")
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


needs_root = pytest.mark.skipif(
    os.getuid() != 0, reason="only root becomes another user; the suite runs as one"
)


@needs_root
def test_an_ordinary_user_grades_behind_the_same_wall(home):
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--basetemp",
        str(home / "pytest"),
    ]
    done = as_ordinary_user([*words, "tests/grading/sandbox/test_attacks.py", "-k", CORE], home)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert " passed" in done.stdout.splitlines()[-1]


WHO = """
import os
from boxed import printed, run, spawned, standing
with standing() as sandbox, spawned(sandbox) as child:
    print(os.getuid(), "|", printed(run(child, "import os; print(os.getuid())")).strip(), "|", sandbox.confinement)
"""


@needs_root
def test_the_report_of_an_ordinary_user_says_how_memory_is_bounded(home):
    done = as_ordinary_user([sys.executable, "-c", f"import sys; sys.path.insert(0, 'tests'){WHO}"], home)
    outside, inside, confinement = done.stdout.strip().split(" | ")
    assert int(outside) == int(inside) == USER, done.stderr
    assert "of the whole" in confinement


# ------------------------------------------------------------------------------------------------ where it cannot stand
GRADE = """
from grading.__main__ import main
sys.exit(main(["grade", "lazy_training", "--notebook", "release/lazy_training/lazy_training.ipynb"]))
"""
# As the seccomp profile of a container does: no namespace may be made.
IN_A_CONTAINER = """
import sys
from grading.sandbox.inside import process, seccomp
process.call_libc("prctl", 38, 1, 0, 0, 0)
seccomp.refuse_calls()
"""
# The libraries are loaded as on this system, then our own modules as on another.
ELSEWHERE = """
import ctypes, os, socket, sys
import nbconvert.exporters, nbformat.v4, nbgrader.api, nbgrader.apps, torch, utils
import grading.bundle, grading.console, grading.course, grading.judging.engine, grading.runner
for name in [name for name in sys.modules if name.partition(".")[0] == "grading"]:
    del sys.modules[name]
sys.modules |= dict.fromkeys(("fcntl", "resource", "pwd", "grp"))
for name in ("fork", "pidfd_open", "sched_getaffinity", "memfd_create", "getuid"):
    delattr(os, name)
del socket.AF_UNIX
ctypes.CDLL = None
sys.platform = PLATFORM
"""


def refused(done: subprocess.CompletedProcess) -> str:
    """The one sentence of a refusal."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    [said] = done.stderr.splitlines()
    return said


def python(program: str, *before: str) -> subprocess.CompletedProcess:
    words = [*before, sys.executable, "-c", program]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.fixture(params=["as we are", "as an ordinary user"])
def who(request, home):
    if request.param == "as we are":
        return python
    if os.getuid() != 0:
        pytest.skip("only root becomes another user")
    return lambda program: as_ordinary_user([sys.executable, "-c", program], home)


def test_forbidden_namespaces_are_one_sentence(who):
    said = refused(who(IN_A_CONTAINER + GRADE))
    assert said.startswith("grading: this host forbids user namespaces"), said


def test_a_root_without_other_users_is_one_sentence():
    """Of a container that maps only him."""
    if subprocess.run(["unshare", "--user", "--map-root-user", "true"], capture_output=True).returncode:
        pytest.skip("no user namespace can be made here")
    said = refused(python("import sys" + GRADE, "unshare", "--user", "--map-root-user"))
    assert "cannot become nobody" in said or "forbids user namespaces" in said, said


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_are_one_sentence(platform, tmp_path):
    """Of grading, and of it alone: other commands work there."""
    others = [
        ["solve", "ntk", "--out", tmp_path / "solved.ipynb"],
        ["bundle", "--out", tmp_path / "course.zip"],
    ]
    commands = "".join(f"assert main({[str(word) for word in words]!r}) == 0\n" for words in others)
    program = f"from grading.__main__ import main\n{commands}sys.stdout.flush()\nos.dup2(2, 1){GRADE}"
    done = python(ELSEWHERE.replace("PLATFORM", repr(platform)) + program)
    assert done.returncode == 2, done.stdout + done.stderr
    [said] = done.stderr.splitlines()
    assert said.startswith(
        f"grading: grading needs Linux, this is {platform}: use a Linux machine, WSL 2 or a container"
    )
    assert {path.name for path in tmp_path.iterdir()} == {"solved.ipynb", "course.zip"}
