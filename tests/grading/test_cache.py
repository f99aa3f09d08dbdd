"""A known verdict is used again only where it depends on nothing that has changed."""

import subprocess
import sys

import pytest

from grading import cache, notebook
from grading.cache import Cache, verdict_key
from grading.judging.engine import GradingError
from grading.limits import Limits
from grading.runner import graded
from grading.verdict import CellVerdict, Verdict

VERDICT = Verdict("target", {"a": CellVerdict(1, 2, "failed", "Think.")}, ("a: put back",), 0.5, "none", 3)


def test_what_is_kept_comes_back(tmp_path):
    Cache(tmp_path).put("key", VERDICT)
    assert Cache(tmp_path).get("key") == VERDICT
    assert Cache(tmp_path).get("other") is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"cells": 1, "repairs": []}', b"\xff"])
def test_a_damaged_file_is_no_verdict(tmp_path, content):
    Cache(tmp_path).put("key", VERDICT)
    (tmp_path / ".cache" / "grading" / "key.json").write_bytes(content)
    assert Cache(tmp_path).get("key") is None


def test_the_key_changes_with_everything(monkeypatch):
    keys = {
        verdict_key(b"source", b"submission", Limits(), 0),
        verdict_key(b"Source", b"submission", Limits(), 0),
        verdict_key(b"source", b"Submission", Limits(), 0),
        verdict_key(b"source", b"submission", Limits(processes=9), 0),
        verdict_key(b"source", b"submission", Limits(), 1),
    }
    monkeypatch.setattr(cache, "fingerprint", lambda: "another version")
    assert len(keys | {verdict_key(b"source", b"submission", Limits(), 0)}) == 6


@pytest.mark.parametrize("file", ["grading/a.py", "grading/page.html", "utils/assets/data.npz", "utils/b.py"])
def test_the_fingerprint_covers_code_and_data(tmp_path, monkeypatch, file):
    (tmp_path / file).parent.mkdir(parents=True)
    monkeypatch.setattr(notebook, "ROOT", tmp_path)
    found = []
    for content in ("one", "two"):
        (tmp_path / file).write_text(content)
        cache.fingerprint.cache_clear()
        found.append(cache.fingerprint())
    cache.fingerprint.cache_clear()
    assert found[0] != found[1]


def test_the_fingerprint_imports_no_torch():
    code = "import sys; from grading.cache import fingerprint; fingerprint(); print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=notebook.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_a_worker_with_another_version_refuses():
    with pytest.raises(GradingError, match="another version of the course"):
        graded(b"", b"", Limits(), 0, "target", "a version of last year")
