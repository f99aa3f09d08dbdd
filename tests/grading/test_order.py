"""The stations of grading stand in one order, and none imports what stands below it."""

import ast

import pytest

import grading
from grading.notebook import ROOT

ORDER = [
    *("environment", "limits", "verdict", "notebook", "build", "formulas", "new"),
    *("sandbox", "judging", "gate", "bundle", "cloud", "handout", "book", "mutants"),
    *("secret", "cache", "handin", "roster", "gradebook", "course", "collect", "exports"),
    *("attention", "evidence", "alike", "marking", "pages"),
    *("record", "exporter", "runner", "server"),
    *("console", "demo", "__main__"),
]
FOLDER = ROOT / "grading"


def imported(source: str) -> set[str]:
    """The stations that some line of the source imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "grading":
            names |= {f"grading.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module)
    return {name.split(".")[1] for name in names if name.startswith("grading.")}


@pytest.mark.parametrize("station", ORDER)
def test_no_station_imports_what_stands_below(station):
    paths = (
        [FOLDER / f"{station}.py"]
        if (FOLDER / f"{station}.py").exists()
        else (FOLDER / station).rglob("*.py")
    )
    used = set().union(*(imported(path.read_text()) for path in paths)) - {station}
    assert [name for name in used if ORDER.index(name) > ORDER.index(station)] == []


def test_every_room_has_its_place_and_its_line():
    rooms = {
        path.stem for path in FOLDER.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert rooms - {"__init__"} == set(ORDER)
    assert [room for room in ORDER if room not in grading.__doc__] == []


def test_what_is_mounted_inside_imports_nothing_else_of_grading():
    inside = FOLDER / "sandbox" / "inside"
    names = set()
    for path in inside.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grading"):
                names.add(node.module)
    assert [name for name in names if not name.startswith("grading.sandbox.inside")] == []
    assert len(names) > 3


def test_an_import_from_below_is_seen():
    assert imported("def f():\n    from grading import course\nimport grading.runner") == {"course", "runner"}
