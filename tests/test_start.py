"""`python start.py` on simulated computers: what it refuses in one line, what it installs, what it copies."""

import ast
import re
import subprocess
import sys
import tomllib
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement

import start
from grading import environment as developers
from start import ROOT, Environment, SetupError

LINUX = {
    "system": "Linux",
    "machine": "x86_64",
    "libc_ver": ("glibc", "2.36"),
    "mac_ver": ("", ("", "", ""), ""),
}
MAC = LINUX | {
    "system": "Darwin",
    "machine": "arm64",
    "mac_ver": ("15.1", ("", "", ""), "arm64"),
    "libc_ver": ("", ""),
}
WINDOWS = LINUX | {"system": "Windows", "machine": "AMD64", "libc_ver": ("", "")}


@pytest.fixture
def computer(monkeypatch):
    """`computer(WINDOWS)`: start.py believes that it runs there."""

    def be(description):
        for name, value in description.items():
            monkeypatch.setattr(start.platform, name, lambda value=value: value)
        windows = description["system"] == "Windows"
        monkeypatch.setattr(
            start, "os", SimpleNamespace(**vars(start.os) | {"name": "nt" if windows else "posix"})
        )
        monkeypatch.delenv("UV_TORCH_BACKEND", raising=False)

    return be


@pytest.fixture
def course(tmp_path):
    """A course with a lock and one release."""
    (tmp_path / "student.lock").write_text("numpy==2.0\ntorch==2.15.0\n")
    (tmp_path / "release" / "a").mkdir(parents=True)
    (tmp_path / "release" / "a" / "a.ipynb").write_text("first")
    return tmp_path


@pytest.fixture
def calls(monkeypatch, course):
    """The commands that are run, as lists of words, in a world where `answers(words)` says which fail."""
    made, world = [], SimpleNamespace(fails=lambda words: False)

    def run(words, **options):
        made.append(words)
        if "venv" in words:
            python = Environment(course).python
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        said = f"{course / 'site'}\n" if "sysconfig" in words[-1] else ""
        failed = world.fails(words)
        return subprocess.CompletedProcess(
            words, int(failed), said, "error: no\ncause: network\n" if failed else ""
        )

    (course / "site").mkdir()
    monkeypatch.setattr(start.subprocess, "run", run)
    monkeypatch.setattr(start.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(start.shutil, "disk_usage", lambda path: SimpleNamespace(free=50e9))
    return SimpleNamespace(made=made, world=world)


def installs(calls) -> list[str]:
    """The options of the one command that installs the lock."""
    (found,) = [words for words in calls.made if "install" in words and "-r" in words]
    return found


@pytest.mark.parametrize(
    ("description", "expected"),
    {
        "intel_mac": (MAC | {"machine": "x86_64"}, r"^Python for Intel Macs found"),
        "old_mac": (MAC | {"mac_ver": ("13.6", ("", "", ""), "")}, r"^macOS 13 found, expected 14 or later"),
        "musl": (LINUX | {"libc_ver": ("", "")}, r"^a Linux without glibc found"),
        "windows_arm": (WINDOWS | {"machine": "ARM64"}, r"^Python for Windows on ARM found"),
    }.values(),
)
def test_a_computer_without_torch_is_one_line(computer, description, expected):
    computer(description)
    with pytest.raises(SetupError, match=expected) as said:
        start.check_machine()
    assert "\n" not in str(said.value)


@pytest.mark.parametrize("description", [LINUX, MAC, WINDOWS, LINUX | {"machine": "aarch64"}])
def test_other_computers_are_welcome(computer, description):
    computer(description)
    start.check_machine()


def test_32_bits_are_one_line(monkeypatch):
    monkeypatch.setattr(start.sys, "maxsize", 2**31 - 1)
    with pytest.raises(SetupError, match=r"^a 32-bit Python found, expected a 64-bit one"):
        start.check_machine()


def test_a_path_too_long_for_windows_is_one_line(computer):
    deep = Path("C:/" + "x" * 90)
    start.check_path(deep)  # Linux does not mind
    computer(WINDOWS)
    start.check_path(Path("C:/Users/ada/wide-networks/.venv"))
    with pytest.raises(SetupError, match=r" has 93 letters, expected at most 88 "):
        start.check_path(deep)


def test_full_disk_is_one_line():
    with pytest.raises(SetupError, match=r"^0\.5 GB free on this disk, expected 3 GB; free some$"):
        start.check_disk(int(5e8), "small")
    with pytest.raises(
        SetupError, match=r"^5\.0 GB free on this disk, expected 9 GB; .*UV_TORCH_BACKEND=cpu$"
    ):
        start.check_disk(int(5e9), "cuda")


def test_another_python_is_looked_for_where_this_one_does_not_fit(capsys):
    assert start.python_for((3, 11)) == start.python_for((3, 14)) == sys.executable
    assert start.python_for((3, 9)) == PROJECT["requires-python"]
    assert capsys.readouterr().err == "Python 3.9 found, expected 3.11 to 3.14: looking for another one ...\n"


def test_it_can_be_read_by_old_pythons():
    """Else a Mac's own Python 3.9 would answer with a SyntaxError instead of a sentence."""
    tree = ast.parse((ROOT / "start.py").read_text(), feature_version=(3, 8))
    assert any(isinstance(n, ast.ImportFrom) and n.module == "__future__" for n in tree.body)
    names = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert names <= set(sys.stdlib_module_names)
    assert not any(isinstance(n, ast.Match) for n in ast.walk(tree))


@pytest.mark.parametrize(
    ("description", "scripts", "python"),
    [(LINUX, "bin", "python"), (MAC, "bin", "python"), (WINDOWS, "Scripts", "python.exe")],
)
def test_where_things_are(computer, course, description, scripts, python):
    computer(description)
    assert Environment(course).python == course / ".venv" / scripts / python
    command = Environment(course).lab(course / "lab")
    assert command[:3] == [str(Environment(course).python), "-m", "jupyterlab"]


def test_nobody_is_root_on_windows(computer, course, monkeypatch):
    computer(WINDOWS)
    monkeypatch.delattr(start.os, "geteuid")
    assert "--allow-root" not in Environment(course).lab(course)


def test_linux_takes_the_small_torch(computer, course, calls, capsys):
    computer(LINUX)
    Environment(course).make()
    words = installs(calls)
    assert words[words.index("--torch-backend") + 1] == "cpu"
    assert (
        capsys.readouterr().err
        == "Setting up, once: 0.4 GB to download, 1.5 GB on disk, about 2 to 4 minutes ...\n"
    )
    assert (course / "site" / "course.pth").read_text() == f"{course}\n"
    assert Environment(course).is_ready()
    calls.made.clear()
    Environment(course).make()
    assert calls.made == []


@pytest.mark.parametrize("how", ["refused", "silent"])
def test_linux_without_the_small_torch_says_so_and_goes_on(computer, course, calls, capsys, how):
    """The index of the small builds is dead: it answers with an error, or not at all."""
    computer(LINUX)

    def fails(words):
        if "--dry-run" in words and how == "silent":
            raise subprocess.TimeoutExpired(words, 15)
        return "--dry-run" in words

    calls.world.fails = fails
    Environment(course).make()
    assert "--torch-backend" not in installs(calls)
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("The small builds of torch cannot be reached")
    assert second.startswith("Setting up, once: 3 GB to download, 6 GB on disk")


@pytest.mark.parametrize("backend", ["cpu", "cu126"])
def test_what_is_asked_for_is_what_uv_gets(computer, course, calls, monkeypatch, backend):
    """No probe, no fallback: uv reads the variable itself, and says why if it cannot."""
    computer(LINUX)
    monkeypatch.setenv("UV_TORCH_BACKEND", backend)
    calls.world.fails = lambda words: "-r" in words
    with pytest.raises(SetupError, match=r"^cannot install the packages of student\.lock: cause: network$"):
        Environment(course).make()
    assert "--torch-backend" not in installs(calls)
    assert not [words for words in calls.made if "--dry-run" in words]
    assert not Environment(course).is_ready()


@pytest.mark.parametrize("description", [MAC, WINDOWS])
def test_elsewhere_the_registry_has_the_small_one(computer, course, calls, description):
    computer(description)
    Environment(course).make()
    assert not [words for words in calls.made if "--torch-backend" in words]


def test_a_folder_of_wheels_needs_no_network(computer, course, calls, capsys, monkeypatch):
    computer(LINUX)
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    Environment(course).make(course / "wheels")
    uv = calls.made[1]
    assert uv[1:4] == ["-m", "pip", "install"]
    for words in (uv, installs(calls)):
        assert words[words.index("--find-links") + 1] == str(course / "wheels")
        assert "--no-index" in words
    assert "--offline" in installs(calls)
    assert not [words for words in calls.made if "--dry-run" in words]
    assert "nothing to download" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wheel", "size"), [("torch-2-py3-none-any.whl", 1.5), ("nvidia_nccl-2-py3-none-any.whl", 6)]
)
def test_what_a_folder_of_wheels_takes_is_said(computer, course, calls, capsys, wheel, size):
    computer(LINUX)
    (course / "wheels").mkdir()
    (course / "wheels" / wheel).touch()
    Environment(course).make(course / "wheels")
    assert f"nothing to download, {size} GB on disk" in capsys.readouterr().err


def test_a_folder_without_wheels_is_one_line(tmp_path, capsys):
    assert start.main(["--wheels", str(tmp_path)]) == 2
    assert (
        capsys.readouterr().err == f"start: --wheels {tmp_path} found, expected a folder with files *.whl\n"
    )


@pytest.mark.parametrize(("description", "uv"), [(LINUX, "bin/uv"), (WINDOWS, "Scripts/uv.exe")])
def test_a_missing_uv_is_installed_beside(computer, course, calls, monkeypatch, description, uv):
    computer(description)
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    assert start.find_uv(course, None) == str(course / ".cache" / "uv" / uv)
    assert [words[1:3] for words in calls.made] == [["-m", "venv"], ["-m", "pip"]]


def test_a_python_without_pip_is_one_line(course, monkeypatch):
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SetupError, match=r"^this Python has no ensurepip: ask for the package python3-venv"):
        start.find_uv(course, None)


def test_an_unpacked_zip_is_needed(tmp_path):
    """Windows opens a zip like a folder, and runs the one file that was clicked."""
    with pytest.raises(SetupError, match=r"student\.lock is missing: unpack the whole zip"):
        Environment(tmp_path)


def test_a_developer_s_environment_serves_a_student_too(computer, course, calls):
    computer(LINUX)
    (course / "requirements.lock").write_text("torch==2.15.0\n")
    Environment(course, locks=("requirements.lock",)).make()
    assert Environment(course).is_ready()
    (course / "requirements.lock").write_text("torch==2.16.0\n")
    assert not Environment(course).is_ready()


def test_a_moved_folder_is_made_anew(computer, course, calls, tmp_path):
    """Commands of an environment know its place."""
    computer(LINUX)
    Environment(course).make()
    course.rename(moved := tmp_path.with_name("moved"))
    assert not Environment(moved).is_ready()
    moved.rename(course)
    assert Environment(course).is_ready()


def test_mismatched_torch_is_one_line(tmp_path):
    python = tmp_path / "python"
    python.write_text(
        "#!/bin/sh\necho 'RuntimeError: operator torchvision::nms does not exist' >&2; exit 1\n"
    )
    python.chmod(0o755)
    with pytest.raises(SetupError, match=r"^torch and torchvision do not fit together .*nms does not exist$"):
        start.check_torch(python)


def test_whatever_is_in_the_way_is_one_line(monkeypatch, capsys):
    def fail(self, wheels=None):
        raise PermissionError(13, "Permission denied", ".venv")

    monkeypatch.setattr(Environment, "make", fail)
    assert start.main([]) == developers.main([]) == 2
    assert developers.main(["bubblewarp"]) == 2
    denied, again, unknown = capsys.readouterr().err.splitlines()
    assert denied.startswith("start: ")
    assert again.startswith("setup: ")
    assert "Permission denied" in denied
    expected = ", ".join(developers.SYSTEM)
    assert unknown == f"setup: package bubblewarp is not known, expected one of {expected}"


def test_missing_system_package_names_it_and_the_cure(monkeypatch):
    monkeypatch.setattr(developers.os, "geteuid", lambda: 1000)
    with pytest.raises(
        SetupError, match=r"^the system package bubblewrap is missing: ask for .*apt-get install bubblewrap"
    ):
        developers.install_system("bubblewrap")


def test_jupyterlab_is_opened_as_a_student_has_it(computer, course, monkeypatch):
    """The environment's commands first, the course's settings before one's own, Ctrl+C left to JupyterLab."""
    opened = []
    computer(LINUX)
    monkeypatch.setattr(start, "ROOT", course)
    monkeypatch.setattr(Environment, "make", lambda self, wheels: None)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    monkeypatch.setattr(start, "Environment", partial(Environment, course))
    monkeypatch.setattr(start, "wait_for", lambda command, env: opened.append((command, env)) or 0)
    assert start.main(["--no-open"]) == 0
    assert opened == []
    assert start.main([]) == 0
    ((command, env),) = opened
    assert f"--notebook-dir={course / 'lab'}" in command
    assert env["PATH"].startswith(str(course / ".venv" / "bin"))
    assert env["JUPYTER_CONFIG_PATH"].split(":") == [str(course / "utils" / "jupyter"), "mine"]
    assert (course / "lab" / "a" / "a.ipynb").read_text() == "first"


@pytest.fixture
def lab(tmp_path):
    """What `start.py` has made of a first release: (release, lab)."""
    release, lab = tmp_path / "release", tmp_path / "lab"
    for name in ("start.ipynb", "a/a.ipynb", "a/figures/one.png"):
        (release / name).parent.mkdir(parents=True, exist_ok=True)
        (release / name).write_text("first")
    assert len(start.copy_missing(release, lab)) == 3
    return release, lab


def test_work_is_never_written_over(lab):
    """Edited, emptied, turned into a folder: what stands there stays, with a new release too."""
    release, lab = lab
    (lab / "a/a.ipynb").write_text("my work")
    (lab / "start.ipynb").write_text("")
    (lab / "a/figures/one.png").unlink()
    (lab / "a/figures/one.png").mkdir()
    (release / "a/a.ipynb").write_text("second")
    (release / "b.ipynb").write_text("second")
    assert start.copy_missing(release, lab) == [lab / "b.ipynb"]
    assert (lab / "a/a.ipynb").read_text() == "my work"
    assert (lab / "start.ipynb").read_text() == ""
    assert start.copy_missing(release, lab) == []


def test_a_deleted_file_comes_back_and_a_half_written_one_is_no_file(lab, monkeypatch):
    release, lab = lab
    (lab / "a/a.ipynb").unlink()

    def full(source, copy):
        Path(copy).write_text("fi")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(start.shutil, "copyfile", full)
        with pytest.raises(OSError, match="No space"):
            start.copy_missing(release, lab)
    assert not (lab / "a/a.ipynb").exists()
    assert start.copy_missing(release, lab) == [lab / "a/a.ipynb"]
    assert (lab / "a/a.ipynb").read_text() == "first"


# One list of packages in four forms.

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = ("student.lock", "requirements.lock")


def ranges(*extras: str) -> dict[str, Requirement]:
    """What pyproject.toml allows: a student's packages, and those of these extras."""
    listed = PROJECT["dependencies"] + [r for e in extras for r in PROJECT["optional-dependencies"][e]]
    return {Requirement(r).name: Requirement(r) for r in listed}


def locked(lock: str) -> list[Requirement]:
    return [Requirement(line) for line in (ROOT / lock).read_text().splitlines()]


def test_environment_yml_lists_what_a_student_needs():
    """Under conda's names, with a build of torch that has no CUDA; pip adds the course itself and nothing more."""
    packages, _, by_pip = (
        (ROOT / "environment.yml").read_text().partition("dependencies:")[2].partition("- pip:")
    )
    assert by_pip.split() == ["-", "--editable", "."]
    listed = dict(re.match(r"([a-z_-]+)(.*)", line).groups() for line in re.findall(r"- (\S+)", packages))
    assert listed.pop("python") == PROJECT["requires-python"]
    assert listed.pop("pip") == ""
    names = {"pytorch": "torch", "matplotlib-base": "matplotlib", "jupyter_server": "jupyter-server"}
    found = {
        str(Requirement(names.get(name, name) + version.removesuffix("=cpu*")))
        for name, version in listed.items()
    }
    assert found == {str(r) for r in ranges().values()}
    assert listed["pytorch"].endswith("=cpu*")


@pytest.mark.parametrize(
    ("lock", "extras"), [("student.lock", ()), ("requirements.lock", ("instructor", "dev"))]
)
def test_lock_is_exact_and_within_the_ranges(lock, extras):
    assert all([s.operator for s in r.specifier] == ["=="] for r in locked(lock))
    pinned = {
        r.name: next(iter(r.specifier)).version
        for r in locked(lock)
        if r.marker is None or r.marker.evaluate()
    }
    allowed = ranges(*extras)
    assert not {
        n: pinned.get(n) for n, r in allowed.items() if n not in pinned or pinned[n] not in r.specifier
    }


def test_the_student_s_lock_is_a_part_without_tools_and_cuda():
    student, developer = ({(r.name, str(r.specifier)) for r in locked(lock)} for lock in LOCKS)
    assert student < developer
    names = {r.name for r in locked("student.lock")}
    tools = {
        "axe-playwright-python",
        "codespell",
        "distributed",
        "hypothesis",
        "jupyterhub",
        "jupytext",
        "nbval",
    }
    tools |= {"playwright", "psycopg", "pytest", "ruff", "ty"}
    assert tools < set(ranges("instructor", "dev"))
    assert names & tools == set()
    for lock in LOCKS:
        assert [r.name for r in locked(lock) if re.match(r"nvidia|cuda|triton", r.name)] == []


def test_no_file_of_the_lists_names_an_index():
    for name in (*LOCKS, "pyproject.toml", "environment.yml", "Makefile", "instructor.mk", "start.py"):
        assert "://" not in (ROOT / name).read_text(), name
