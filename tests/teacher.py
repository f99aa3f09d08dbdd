"""A Jupyter server on a course, with nbgrader's formgrader and our marking, as an instructor starts it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

TOKEN = "course"


@contextlib.contextmanager
def teaching(root: Path) -> Iterator[str]:
    """The address of a server on the course in `root`, ended afterwards; its log and home lie beside the course."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={root}"]
    command += ["--ServerApp.jpserver_extensions=grading.server=True"]
    home = root.parent
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"HOME": str(home), "PATH": path}
    with (
        open(home / "log", "w") as log,
        subprocess.Popen(command, stdout=log, stderr=log, cwd=root, env=environment) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + 90
            while time.monotonic() < deadline and process.poll() is None:
                try:
                    with urllib.request.urlopen(f"{address}/api"):
                        break
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.1)  # between two looks at the condition
            else:
                pytest.fail(f"the server did not start:\n{(home / 'log').read_text()}")
            yield address
        finally:
            process.terminate()
