"""One list of packages in three forms, and bad surroundings said in one line."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from utils import environment
from utils.environment import ROOT, SetupError


def ranges() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    requirements = [Requirement(r) for r in sum(extras, project["dependencies"])]
    return {r.name: r for r in requirements}


def test_environment_yml_lists_the_ranges_of_pyproject():
    lines = (ROOT / "environment.yml").read_text().partition("- pip:")[2].splitlines()
    listed = [m[1] for line in lines if (m := re.match(r"\s+- ([^-\s].*)", line))]
    assert {str(Requirement(r)) for r in listed} == {str(r) for r in ranges().values()}


def test_lock_is_exact_and_within_the_ranges():
    locked = [
        Requirement(x) for x in (ROOT / "requirements.lock").read_text().splitlines() if x[:1].isalnum()
    ]
    assert all([s.operator for s in r.specifier] == ["=="] for r in locked)
    pinned = {
        r.name: next(iter(r.specifier)).version for r in locked if r.marker is None or r.marker.evaluate()
    }
    outside = {
        n: pinned.get(n) for n, r in ranges().items() if n not in pinned or pinned[n] not in r.specifier
    }
    assert not outside


def test_no_file_of_the_lists_names_an_index():
    for name in ("requirements.lock", "pyproject.toml", "environment.yml", "Makefile"):
        assert "://" not in (ROOT / name).read_text(), name


def test_wrong_python_is_one_line():
    with pytest.raises(SetupError, match=r"^Python 3\.9 found, expected 3\.11 to 3\.13; try .*$"):
        environment.check_python((3, 9))


def test_full_disk_is_one_line():
    with pytest.raises(SetupError, match=r"^0\.5 GB free on this disk, expected \d GB; .*$"):
        environment.check_disk(int(5e8))


def test_mismatched_torch_is_one_line(tmp_path):
    python = tmp_path / "python"
    python.write_text(
        "#!/bin/sh\necho 'RuntimeError: operator torchvision::nms does not exist' >&2; exit 1\n"
    )
    python.chmod(0o755)
    with pytest.raises(SetupError, match=r"^torch and torchvision do not fit together .*nms does not exist$"):
        environment.check_torch(python)


def test_missing_system_package_names_it_and_the_cure(monkeypatch):
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    with pytest.raises(
        SetupError, match=r"^the system package bubblewrap is missing: ask for .*apt-get install bubblewrap"
    ):
        environment.install_system("bubblewrap")


def test_the_stamp_is_that_of_the_lock(monkeypatch, tmp_path):
    before = environment.fingerprint()
    (tmp_path / "requirements.lock").write_text("numpy==1.0\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    assert environment.fingerprint() != before


def test_whatever_is_in_the_way_is_one_line(monkeypatch, capsys):
    def fail():
        raise PermissionError(13, "Permission denied", ".venv")

    monkeypatch.setattr(environment, "make_environment", fail)
    assert environment.main([]) == 2
    assert environment.main(["bubblewarp"]) == 2
    denied, unknown = capsys.readouterr().err.splitlines()
    assert denied.startswith("setup: ")
    assert "Permission denied" in denied
    expected = ", ".join(environment.SYSTEM)
    assert unknown == f"setup: package bubblewarp is not known, expected one of {expected}"


@pytest.fixture
def lab(tmp_path):
    """What `make lab` has made of a first release: (release, lab)."""
    release, lab = tmp_path / "release", tmp_path / "lab"
    for name in ("start.ipynb", "a/a.ipynb", "a/figures/one.png"):
        (release / name).parent.mkdir(parents=True, exist_ok=True)
        (release / name).write_text("first")
    assert len(environment.copy_missing(release, lab)) == 3
    return release, lab


def test_make_lab_never_writes_over_work(lab):
    """Edited, emptied, turned into a folder: what stands there stays, with a new release too."""
    release, lab = lab
    (lab / "a/a.ipynb").write_text("my work")
    (lab / "start.ipynb").write_text("")
    (lab / "a/figures/one.png").unlink()
    (lab / "a/figures/one.png").mkdir()
    (release / "a/a.ipynb").write_text("second")
    (release / "b.ipynb").write_text("second")
    assert environment.copy_missing(release, lab) == [lab / "b.ipynb"]
    assert (lab / "a/a.ipynb").read_text() == "my work"
    assert (lab / "start.ipynb").read_text() == ""
    assert environment.copy_missing(release, lab) == []


def test_a_deleted_file_comes_back_and_a_half_written_one_is_no_file(lab, monkeypatch):
    release, lab = lab
    (lab / "a/a.ipynb").unlink()

    def full(source, copy):
        Path(copy).write_text("fi")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(environment.shutil, "copyfile", full)
        with pytest.raises(OSError, match="No space"):
            environment.copy_missing(release, lab)
    assert not (lab / "a/a.ipynb").exists()
    assert environment.copy_missing(release, lab) == [lab / "a/a.ipynb"]
    assert (lab / "a/a.ipynb").read_text() == "first"
