"""Every promise of SECURITY.md names tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMED = re.compile(r"`(tests/[\w/.-]+\.py)::(\w+)`")
TEXT = (ROOT / "SECURITY.md").read_text()


def collected(path: Path) -> set[str]:
    """The functions that pytest would collect from a file."""
    found = [node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    return {name for name in found if name.startswith("test_")}


def promises(text: str) -> list[tuple[str, str]]:
    """(promise, tests) for each row of the table that is no heading."""
    table = text.partition("| promise | held by |")[2].partition("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return [(first.strip(), last.strip()) for first, last in rows if not first.strip().startswith("**")]


def test_every_promise_names_tests_that_exist():
    rows = promises(TEXT)
    assert len(rows) > 15
    for promise, tests in rows:
        named = NAMED.findall(tests)
        assert named, f"no test is named for: {promise}"
        for path, name in named:
            assert name in collected(ROOT / path), (
                f"{path}::{name} does not exist; it is named for: {promise}"
            )


def test_every_test_named_anywhere_on_the_page_exists():
    assert all(name in collected(ROOT / path) for path, name in NAMED.findall(TEXT))


def test_a_promise_without_a_test_is_found():
    table = "| promise | held by |\n|---|---|\n| **Part** | |\n| One. | `tests/a.py::test_b` |\n| Two. | nothing |\n"
    assert [bool(NAMED.findall(tests)) for _, tests in promises(table)] == [True, False]
