"""Verdicts that are known already, each named by everything it depends on."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

from grading import notebook
from grading.limits import Limits
from grading.verdict import Verdict


@cache
def fingerprint() -> str:
    """What a verdict depends on besides source and submission: our code, the helper package with its data, versions."""
    digest = hashlib.sha256()
    for folder in ("grading", "utils"):
        for path in sorted((notebook.ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    versions = [platform.python_version(), *map(version, ("torch", "numpy", "ipython"))]
    return " ".join([digest.hexdigest(), *versions])


def verdict_key(source: bytes, submission: bytes, limits: Limits, seed: int) -> str:
    """Names a verdict by everything it depends on."""
    settings = json.dumps([dataclasses.asdict(limits), seed, fingerprint()])
    parts = [hashlib.sha256(part).digest() for part in (source, submission, settings.encode())]
    return hashlib.sha256(b"".join(parts)).hexdigest()


class Cache:
    """Verdicts by key, one file each, in `<course>/.cache/grading`."""

    def __init__(self, course: Path) -> None:
        self.folder = course / ".cache" / "grading"

    def get(self, key: str) -> Verdict | None:
        """The verdict, or None when there is none or its file is damaged."""
        try:
            return Verdict.from_json((self.folder / f"{key}.json").read_bytes())
        except (OSError, msgspec.DecodeError):
            return None

    def put(self, key: str, verdict: Verdict) -> None:
        """Keep a verdict; OSError where the disk takes none."""
        notebook.replace_file(self.folder / f"{key}.json", verdict.to_json().encode())
