"""Every third-party module that the code imports is a declared dependency of the right kind."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
STUDENT = PROJECT["dependencies"]
KINDS = {
    "utils": STUDENT,
    "grading": STUDENT + EXTRAS["instructor"],
    "tests": STUDENT + EXTRAS["instructor"] + EXTRAS["dev"],
}
OURS = {"utils", "grading", "start"}
OURS |= {
    "accounts",
    "boxed",
    "databases",
    "essays",
    "fuzzing",
    "hostile",
    "laboratory",
    "student",
    "target",
    "teacher",
}


def imported(folder: Path) -> set[str]:
    """Top-level names of all modules that the files of a folder import, at any depth of their code."""
    found = set()
    for path in folder.rglob("*.py"):
        if "corpus" in path.parts or "sample_class" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("folder", KINDS)
def test_what_is_imported_is_declared(folder):
    declared = {canonicalize_name(Requirement(r).name) for r in KINDS[folder]}
    provides = packages_distributions()
    undeclared = {
        module
        for module in imported(ROOT / folder) - set(sys.stdlib_module_names) - OURS
        if not declared & {canonicalize_name(name) for name in provides.get(module, [])}
    }
    assert undeclared == set()


def test_an_undeclared_import_is_found(tmp_path):
    (tmp_path / "a.py").write_text("def f():\n    import notdeclared.part\n    from alsonot import x\n")
    assert imported(tmp_path) == {"notdeclared", "alsonot"}
