"""A PostgreSQL of its own, which listens on a socket in its folder and nowhere else."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@contextlib.contextmanager
def postgresql(durable: bool = False) -> Iterator[str]:
    """The address of an empty database, gone afterwards. Not `durable`: commits do not wait for the disk."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        if user:
            shutil.chown(folder, "postgres", "postgres")  # it refuses to run as root

        def run(program: str, *words: str) -> None:
            command = [POSTGRES[-1] / program, *words]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **user)
            if done.returncode:
                raise RuntimeError(f"{program}: {done.stderr}")

        run("initdb", "--pgdata=data", "--auth=trust", "--username=course", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync={'on' if durable else 'off'}"
        run("pg_ctl", "--pgdata=data", "--wait", "--log=log", "--options", options, "start")
        try:
            run("createdb", f"--host={folder}", "--username=course", "gradebook")
            yield f"postgresql+psycopg://course@/gradebook?host={folder}"
        finally:
            run("pg_ctl", "--pgdata=data", "--mode=immediate", "stop")
