"""Start the course: `python start.py` sets up what is missing, then opens JupyterLab on your own copy in `lab/`.

Works on Linux, macOS and Windows with nothing but Python's standard library. The first time it makes an environment
in `.venv` from `student.lock` and says before what that costs; from then on it starts within seconds. The assignments
are copied from `release/` to `lab/`; a file that stands there is never written over.

    python start.py                   set up if need be, then open JupyterLab
    python start.py --no-open         only set up and copy, for instance for VS Code
    python start.py --wheels FOLDER   set up without network, from a folder of wheels

torch comes without its gigabytes of CUDA libraries where that build can be reached; UV_TORCH_BACKEND (of uv) decides
instead if it is set. What is in the way is said in one line, exit status 2.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PYTHONS = ((3, 11), (3, 14))  # what the locks were made and tried for
WINDOWS_PATH = 259  # letters in a path, unless Windows was told otherwise
LONGEST = 170  # letters of the longest path inside `.venv`
# GB to download, GB on disk, GB that must be free (uv keeps a copy for a moment), minutes on an ordinary line
COSTS = {"small": (0.4, 1.5, 3, "2 to 4"), "cuda": (3, 6, 9, "5 to 20")}


class SetupError(Exception):
    """Something in the surroundings that a person has to mend, in one line."""


def say(sentence: str) -> None:
    """Tell the person in front of the terminal, at once."""
    print(sentence, file=sys.stderr, flush=True)


class Environment:
    """The environment in `root/.venv`, made from one of `locks` (the first, unless another is there already)."""

    def __init__(self, root: Path = ROOT, locks: tuple[str, ...] = ("student.lock", "requirements.lock")):
        self.root, self.venv = root, root / ".venv"
        self.locks = [root / name for name in locks if (root / name).exists()]
        self.stamp = self.venv / "ready"
        if not self.locks:
            raise SetupError(
                f"{root / locks[0]} is missing: unpack the whole zip, and start what you have unpacked"
            )

    @property
    def scripts(self) -> Path:
        """Where Python and the commands of the environment are."""
        return self.venv / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        """Python of the environment."""
        return self.scripts / ("python.exe" if os.name == "nt" else "python")

    def fingerprint(self, lock: Path) -> str:
        """Of a lock, this Python and this place: when it changes, the environment has to be made anew."""
        where = f"{sys.version} {self.venv}"
        return hashlib.sha256(lock.read_bytes() + where.encode()).hexdigest()

    def is_ready(self) -> bool:
        """Was it made, whole, from one of the locks as they are now?"""
        made = self.stamp.read_text() if self.stamp.exists() and self.python.exists() else None
        return made in map(self.fingerprint, self.locks)

    def make(self, wheels: Path | None = None) -> None:
        """Make it unless it is ready. An interrupted one is begun anew; what was downloaded is kept by uv."""
        if self.is_ready():
            return
        check_machine()
        check_path(self.venv)
        uv = find_uv(self.root, wheels)
        made_by = python_for(sys.version_info[:2])
        run(uv, "venv", "--quiet", "--clear", "--python", made_by, self.venv, failure="cannot make .venv")
        source, cost = self.source(uv, wheels)
        check_disk(shutil.disk_usage(self.root).free, cost)
        download, on_disk, _, minutes = COSTS[cost]
        fetched = "nothing to download" if wheels else f"{download} GB to download"
        say(f"Setting up, once: {fetched}, {on_disk} GB on disk, about {minutes} minutes ...")
        install = (uv, "pip", "install", "--python", self.python, "--compile-bytecode", *source)
        failure = f"cannot install the packages of {self.locks[0].name}"
        run(*install, "-r", self.locks[0], failure=failure, watch=True)
        self.add_course()
        check_torch(self.python)
        self.stamp.write_text(self.fingerprint(self.locks[0]))

    def source(self, uv: str, wheels: Path | None) -> tuple[tuple[object, ...], str]:
        """Where packages come from, as options of uv, and what it costs (a key of COSTS)."""
        if wheels:
            cost = "cuda" if any(wheels.glob("nvidia_*.whl")) else "small"
            return ("--offline", "--no-index", "--find-links", wheels), cost
        asked = os.environ.get("UV_TORCH_BACKEND")
        if asked or platform.system() != "Linux":  # elsewhere the registry's torch has no CUDA
            return (), "small" if asked in (None, "cpu") else "cuda"
        if self.cpu_builds_answer(uv):
            return ("--torch-backend", "cpu"), "small"
        say("The small builds of torch cannot be reached; taking those that carry CUDA libraries instead.")
        return (), "cuda"

    def cpu_builds_answer(self, uv: str) -> bool:
        """Can torch's CPU builds be reached? uv knows where they are; three seconds, one attempt."""
        torch = [line for line in self.locks[0].read_text().splitlines() if line.startswith("torch==")]
        ask = (
            uv,
            "pip",
            "install",
            "--dry-run",
            "--no-deps",
            "--torch-backend",
            "cpu",
            "--python",
            self.python,
        )
        patience = {**os.environ, "UV_HTTP_TIMEOUT": "3", "UV_HTTP_RETRIES": "0"}
        try:
            done = subprocess.run(
                [str(word) for word in (*ask, *torch)],
                env=patience, capture_output=True, check=False, timeout=15,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0

    def add_course(self) -> None:
        """Let `import utils` work from every folder: a path file, which needs neither pip nor a build."""
        find = "import sysconfig; print(sysconfig.get_path('purelib'))"
        said = subprocess.run([str(self.python), "-c", find], capture_output=True, text=True, check=True)
        (Path(said.stdout.strip()) / "course.pth").write_text(f"{self.root}\n", encoding="utf-8")

    def lab(self, folder: Path, *options: str) -> list[str]:
        """The command that opens JupyterLab on `folder`."""
        as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        return [str(self.python), "-m", "jupyterlab", *as_root, f"--notebook-dir={folder}", *options]


def run(*command: object, failure: str, watch: bool = False) -> None:
    """Run a command; SetupError with `failure` and the last line it printed if it does not succeed.

    Quietly, or with `watch` with its progress shown to whoever sits at the terminal.
    """
    shown = watch and sys.stderr.isatty()
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words, stdout=subprocess.PIPE, stderr=None if shown else subprocess.PIPE, text=True, check=False
        )
    except OSError as error:
        raise SetupError(f"{failure}: {error}") from None
    if done.returncode:
        last = ((done.stderr or "") or done.stdout).strip().splitlines() or [
            "see above" if shown else "no output"
        ]
        raise SetupError(f"{failure}: {last[-1].strip()}")


def check_machine() -> None:
    """Refuse machines for which nobody builds torch."""
    system, machine = platform.system(), platform.machine().lower()
    elsewhere = "use a JupyterHub or another computer"
    if sys.maxsize < 2**32:
        raise SetupError("a 32-bit Python found, expected a 64-bit one (there is no torch for 32 bits)")
    if system == "Darwin" and machine == "x86_64":
        raise SetupError(
            "Python for Intel Macs found, for which no current torch is built: on a Mac with Apple's own processor "
            f"install Python for that, else {elsewhere}"
        )
    release = platform.mac_ver()[0].split(".")[0]
    if system == "Darwin" and release.isdigit() and int(release) < 14:
        raise SetupError(
            f"macOS {release} found, expected 14 or later (current torch needs it): update, or {elsewhere}"
        )
    if system == "Windows" and machine == "arm64":
        raise SetupError(
            "Python for Windows on ARM found, for which no torch is built: install Python for 64-bit Intel (x64), "
            "which Windows on ARM runs too"
        )
    if system == "Linux" and platform.libc_ver()[0] != "glibc":
        raise SetupError(f"a Linux without glibc found, for which no torch is built: {elsewhere}")


def check_path(venv: Path) -> None:
    """Refuse a folder so deep that Windows cannot name the files below it."""
    letters = len(str(venv))
    if os.name == "nt" and letters + 1 + LONGEST > WINDOWS_PATH:
        raise SetupError(
            f"{venv} has {letters} letters, expected at most {WINDOWS_PATH - LONGEST - 1} (Windows allows no longer "
            "paths): move the folder nearer to the top of the disk"
        )


def check_disk(free_bytes: int, cost: str) -> None:
    """Refuse to begin what cannot be finished."""
    needed = COSTS[cost][2]
    if free_bytes < needed * 1e9:
        cure = "free some" if cost == "small" else "free some, or set UV_TORCH_BACKEND=cpu"
        raise SetupError(f"{free_bytes / 1e9:.1f} GB free on this disk, expected {needed} GB; {cure}")


def python_for(version: tuple[int, ...]) -> str:
    """The Python from which uv makes the environment: this one, or one that uv finds or fetches."""
    low, high = PYTHONS
    if low <= tuple(version) <= high:
        return sys.executable
    got, least, most = (".".join(map(str, v)) for v in (version, low, high))
    say(f"Python {got} found, expected {least} to {most}: looking for another one ...")
    return f">={least},<{high[0]}.{high[1] + 1}"


def find_uv(root: Path, wheels: Path | None) -> str:
    """Path of uv: the one on PATH, else one installed by pip into a small environment of its own."""
    found = shutil.which("uv")
    if found:
        return found
    own = root / ".cache" / "uv"
    place = own / ("Scripts" if os.name == "nt" else "bin")
    uv = place / ("uv.exe" if os.name == "nt" else "uv")
    if not uv.exists():
        if importlib.util.find_spec("ensurepip") is None:  # Debian splits it from Python
            raise SetupError("this Python has no ensurepip: ask for the package python3-venv, or install uv")
        run(sys.executable, "-m", "venv", "--clear", own, failure="cannot make a virtual environment for uv")
        python = place / ("python.exe" if os.name == "nt" else "python")
        offline = ("--no-index", "--find-links", wheels) if wheels else ()
        run(python, "-m", "pip", "install", "--quiet", *offline, "uv", failure="cannot install uv with pip")
    return str(uv)


def check_torch(python: Path) -> None:
    """torch and torchvision are built in pairs; a mismatch shows only at import, as a missing operator."""
    code = "import torch, torchvision; print(torch.__version__, torchvision.__version__)"
    run(
        python,
        "-c",
        code,
        failure="torch and torchvision do not fit together (both come from one lock: start again)",
    )


def copy_missing(release: Path, lab: Path) -> list[Path]:
    """Copy every file of `release` that `lab` does not have; what is there already is never written over.

    The copies made. A copy appears whole or not at all.
    """
    made = []
    for path in sorted(release.rglob("*")):
        copy = lab / path.relative_to(release)
        if path.is_file() and ".ipynb_checkpoints" not in path.parts and not os.path.lexists(copy):
            copy.parent.mkdir(parents=True, exist_ok=True)
            scratch = copy.with_name(f".{copy.name}.new")
            shutil.copyfile(path, scratch)
            scratch.rename(copy)
            made.append(copy)
    return made


def wait_for(command: list[str], env: dict[str, str]) -> int:
    """Exit status of a command that answers Ctrl+C itself."""
    with subprocess.Popen(command, env=env) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # it has heard that too, and asks whether that is meant
                continue


def main(words: list[str]) -> int:
    """Make the environment, copy the assignments, open JupyterLab; exit status."""
    parser = argparse.ArgumentParser(prog="start.py", description=__doc__.splitlines()[0])
    parser.add_argument("--no-open", action="store_true", help="only set up and copy the assignments to lab/")
    parser.add_argument(
        "--wheels", type=Path, metavar="FOLDER", help="set up without network, from these wheels"
    )
    args = parser.parse_args(words)
    try:
        if args.wheels and not any(args.wheels.glob("*.whl")):
            raise SetupError(f"--wheels {args.wheels} found, expected a folder with files *.whl")
        environment = Environment()
        environment.make(args.wheels.resolve() if args.wheels else None)
        lab = ROOT / "lab"
        made = copy_missing(ROOT / "release", lab)
        say(f"Your copy is in {lab} ({len(made)} new files; nothing of yours is written over).")
        if args.no_open:
            return 0
        path = os.pathsep.join([str(environment.scripts), os.environ.get("PATH", "")])
        config = os.pathsep.join(
            filter(None, [str(ROOT / "utils" / "jupyter"), os.environ.get("JUPYTER_CONFIG_PATH")])
        )
        command = environment.lab(
            lab, "--LabApp.default_url=/lab/tree/start.ipynb", "--Application.log_level=WARN"
        )
        say("Opening JupyterLab in your browser. Ctrl+C here ends it.")
        return wait_for(command, {**os.environ, "PATH": path, "JUPYTER_CONFIG_PATH": config})
    except KeyboardInterrupt:
        return 130
    except (SetupError, OSError) as error:
        say(f"start: {error}")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
