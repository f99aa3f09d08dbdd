"""A browser, and JupyterLab as a student has it, for tests and for `python tests/look.py`."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grading.notebook import ROOT

TOKEN = "course"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WINDOW = {"viewport": {"width": 1280, "height": 900}}


@contextmanager
def serve(
    home: Path, folder: Path, course: Path = ROOT, python: str | Path = sys.executable
) -> Iterator[str]:
    """The address of a running JupyterLab as `start.py` of the course opens it, in this home and on this folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(python), "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}"]
    environment = os.environ | {
        "HOME": str(home),
        "JUPYTER_CONFIG_PATH": str(course / "utils" / "jupyter"),
        "PATH": os.pathsep.join([str(Path(python).parent), os.environ["PATH"]]),
    }
    environment.pop("PYTHONPATH", None)
    with (
        open(home / "log", "w") as log,
        subprocess.Popen(command, stdout=log, stderr=log, env=environment) as server,
    ):
        try:
            await_server(f"http://127.0.0.1:{port}/api", server, home / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def await_server(url: str, server: subprocess.Popen, log: Path) -> None:
    """Wait until `url` answers; RuntimeError with the server's own words if it ends, or after a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)  # between two looks at the condition
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")
