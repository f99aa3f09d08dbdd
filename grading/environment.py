"""Set up what developers and instructors need: `python3 grading/environment.py [PACKAGE ...]`, run by `make`.

Makes `.venv` from `requirements.lock` as `start.py` makes it for a student, and looks for the system packages named on
the command line (Debian's names; installed when root, asked for otherwise). Standard library only.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from start import Environment, SetupError, run, say

# Debian package -> something that exists once it is installed
SYSTEM = {
    "bubblewrap": "/usr/bin/bwrap",
    "chromium": "/usr/bin/chromium",
    "dataset-fashion-mnist": "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz",
    "npm": "/usr/bin/npm",
    "postgresql": "/usr/lib/postgresql",
}


def install_system(package: str) -> None:
    """Install one Debian package as root; otherwise say which one is missing and how to get it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(f"the system package {package} is missing: ask for `sudo apt-get install {package}`")
    failure = f"the system package {package} is missing and could not be installed"
    run("apt-get", "update", "-qq", failure=failure)
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package, failure=failure)


def main(packages: list[str]) -> int:
    """Find or install the named system packages, make the environment; exit status."""
    try:
        for package in packages:
            if package not in SYSTEM:
                raise SetupError(f"package {package} is not known, expected one of {', '.join(SYSTEM)}")
            if not Path(SYSTEM[package]).exists():
                install_system(package)
        Environment(locks=("requirements.lock",)).make()
    except (SetupError, OSError) as error:
        say(f"setup: {error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
