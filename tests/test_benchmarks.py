"""Every benchmark script loads without measuring anything, and its rows still run on the functions of today."""

import importlib.util
import sys
from pathlib import Path

import pytest
import torch

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture
def load(monkeypatch):
    """Load a script under a name of its own: one of them is called like the package `grading`."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(FOLDER)])

    def load(name: str):
        spec = importlib.util.spec_from_file_location(f"benchmark_{name}", FOLDER / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.mark.parametrize("script", sorted(path.stem for path in FOLDER.glob("*.py")))
def test_script_loads_silently(load, script, capsys):
    load(script)
    assert capsys.readouterr().out == ""


def test_planted_row_runs_both_sides(load, monkeypatch, capsys):
    script = load("birth_death")
    monkeypatch.setattr(script, "N_STEPS", 100)
    script.planted_row()
    assert '"ratio"' in capsys.readouterr().out


def test_the_rows_of_the_kernel_measure_the_kernel_of_the_notebook(load):
    script = load("ntk")
    x = torch.randn(20, 30, dtype=torch.double)
    gram = script.kernels.angular_gram(script.profile, x)
    torch.testing.assert_close(gram, script.reference_solutions()["gram"](x))
    (row,) = script.textbook_pairs(x, x, 20)
    torch.testing.assert_close(torch.stack(row)[1:], gram[0, 1:])


@pytest.mark.parametrize(
    ("script", "row"), [("lazy_training", "output_scaling"), ("lazy_training", "lin_sin")]
)
def test_our_side_of_a_row_runs(load, monkeypatch, script, row):
    module, names = load(script), []
    monkeypatch.setattr(module, "compare", lambda name, textbook, ours, **_: (names.append(name), ours()))
    getattr(module, row)()
    assert names
