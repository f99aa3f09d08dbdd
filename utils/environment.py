"""Set the course up: `python3 utils/environment.py [--lab] [PACKAGE ...]`, run by `make`, standard library only.

Makes `.venv` from `requirements.lock` through uv (which it installs with pip if need be), with compiled bytecode, and
looks for the system packages named on the command line (Debian's names; installed when root, asked for otherwise).
Whatever is in the way is said in one line, exit status 2. Set UV_TORCH_BACKEND=cpu to get torch without its gigabytes
of CUDA libraries. With --lab it then copies the assignments to `lab/`, never over a file that is there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "ready"
PYTHONS = ((3, 11), (3, 13))  # what the lock was made and tried for
# torch with CUDA libraries unpacks to 5 GB, without to 1 GB; uv's cache may hold a second copy for a moment
NEEDED_GB = {"cuda": 8, "cpu": 3}
# Debian package -> something that exists once it is installed
SYSTEM = {
    "bubblewrap": "/usr/bin/bwrap",
    "chromium": "/usr/bin/chromium",
    "dataset-fashion-mnist": "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz",
    "npm": "/usr/bin/npm",
    "postgresql": "/usr/lib/postgresql",
}


class SetupError(Exception):
    """Something in the surroundings that a person has to mend, in one line."""


def run(*command: object, failure: str) -> None:
    """Run a command quietly; SetupError with `failure` and the last line it printed if it does not succeed."""
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines() or ["no output"]
        raise SetupError(f"{failure}: {last[-1]}")


def check_python(version: tuple[int, ...] = sys.version_info[:2]) -> None:
    """Refuse a Python for which the lock was not made."""
    low, high = PYTHONS
    if not low <= tuple(version[:2]) <= high:
        got, least, most = (".".join(map(str, v)) for v in (version[:2], low, high))
        raise SetupError(f"Python {got} found, expected {least} to {most}; try `make PYTHON=python{least}`")


def check_disk(free_bytes: int) -> None:
    """Refuse to begin what cannot be finished."""
    needed = NEEDED_GB["cpu" if os.environ.get("UV_TORCH_BACKEND") == "cpu" else "cuda"]
    if free_bytes < needed * 1e9:
        raise SetupError(
            f"{free_bytes / 1e9:.1f} GB free on this disk, expected {needed} GB; free some, or set UV_TORCH_BACKEND=cpu"
        )


def find_uv() -> str:
    """Path of uv: the one on PATH, else one installed by pip into a small environment of its own."""
    if found := shutil.which("uv"):
        return found
    own = ROOT / ".cache" / "uv"
    if not (own / "bin" / "uv").exists():
        need_packages_for_venv()
        run(sys.executable, "-m", "venv", own, failure="cannot make a virtual environment for uv")
        run(own / "bin" / "python", "-m", "pip", "install", "uv", failure="cannot install uv with pip")
    return str(own / "bin" / "uv")


def need_packages_for_venv() -> None:
    """Debian splits ensurepip from Python: without it `python3 -m venv` fails half-way."""
    has_pip = subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True, check=False)
    if has_pip.returncode:
        install_system("python3-venv")


def install_system(package: str) -> None:
    """Install one Debian package as root; otherwise say which one is missing and how to get it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(f"the system package {package} is missing: ask for `sudo apt-get install {package}`")
    failure = f"the system package {package} is missing and could not be installed"
    run("apt-get", "update", "-qq", failure=failure)
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package, failure=failure)


def fingerprint() -> str:
    """Of the lock and of this Python: when it changes, the environment has to be made anew."""
    return hashlib.sha256((ROOT / "requirements.lock").read_bytes() + sys.version.encode()).hexdigest()


def make_environment() -> None:
    """Make `.venv` unless it is there and made from this very lock by this very Python."""
    if STAMP.exists() and STAMP.read_text() == fingerprint():
        return
    check_disk(shutil.disk_usage(ROOT).free)
    uv = find_uv()
    print("Setting up .venv (about a minute, up to 5 GB, once) ...", file=sys.stderr, flush=True)
    run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV, failure="cannot make .venv")
    install = (uv, "pip", "install", "--quiet", "--python", PYTHON, "--compile-bytecode")
    run(*install, "-r", "requirements.lock", failure="cannot install the packages of requirements.lock")
    run(*install, "--no-deps", "--editable", ROOT, failure="cannot install the course itself")
    check_torch(PYTHON)
    lab_defaults()
    STAMP.write_text(fingerprint())


def check_torch(python: Path) -> None:
    """torch and torchvision are built in pairs; a mismatch shows only at import, as a missing operator."""
    code = "import torch, torchvision; print(torch.__version__, torchvision.__version__)"
    run(python, "-c", code, failure="torch and torchvision do not fit together (see README, Installing)")


def lab_defaults() -> None:
    """JupyterLab's defaults for this course: no questions about news, no look for updates, long code lines wrapped."""
    settings = {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        "@jupyterlab/notebook-extension:tracker": {"codeCellConfig": {"lineWrap": True}},
    }
    path = VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(settings))


def copy_missing(release: Path, lab: Path) -> list[Path]:
    """Copy every file of `release` that `lab` does not have; what is there already is never written over.

    The copies made. A copy appears whole or not at all.
    """
    made = []
    for path in sorted(release.rglob("*")):
        copy = lab / path.relative_to(release)
        if path.is_file() and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, scratch := copy.with_name(f".{copy.name}.new"))
            scratch.rename(copy)
            made.append(copy)
    return made


def main(words: list[str]) -> int:
    """Make the environment, find or install the named system packages, copy the assignments if asked; exit status."""
    try:
        check_python()
        for package in [word for word in words if word != "--lab"]:
            if package not in SYSTEM:
                raise SetupError(f"package {package} is not known, expected one of {', '.join(SYSTEM)}")
            if not Path(SYSTEM[package]).exists():
                install_system(package)
        make_environment()
        if "--lab" in words:
            copy_missing(ROOT / "release", ROOT / "lab")
    except (SetupError, OSError) as error:
        print(f"setup: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
