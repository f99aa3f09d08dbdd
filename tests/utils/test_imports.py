"""The order of the modules of `utils`: each imports only what stands before it."""

import ast
from pathlib import Path

import pytest

import utils

ROOT = Path(utils.__file__).parent
#: From the ground up. `dynamics` stands below `training`, whose full-batch runs are its closed forms.
ORDER = [
    *("environment", "eager", "messages", "frontend", "validation", "arguments", "compare"),
    *("questions", "receipts"),
    *("fashion_mnist", "data", "models"),
    *("dynamics", "kernels", "two_layer", "two_scales", "function_space", "particles", "ensembles"),
    *("training", "clocks", "spectra"),
    *("plots._layout", "plots._base", "plots._ground", "plots.guesses", "plots", "plots.*"),
    *("widgets.panel", "widgets", "widgets.*", "guess"),
    *("extension", "", "jupyter.needed", "jupyter.checking", "jupyter.*"),
]
MODULES = sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in ROOT.rglob("*.py"))


def place(module: str) -> int:
    """Where a module stands in the order: by its own name, else with the other modules of its package."""
    name = module if module in ORDER else f"{module.partition('.')[0]}.*"
    assert name in ORDER, f"utils.{module} has no place yet: put it into ORDER"
    return ORDER.index(name)


def imported(tree: ast.AST) -> set[str]:
    """The modules of `utils` that some line of the source imports, names inside a module left out."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports say the whole name"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    ours = {name.partition(".")[2] for name in names if name.partition(".")[0] == "utils"}
    known = {name.removesuffix("__init__").removesuffix(".") for name in MODULES}
    return {name if name in known else name.rpartition(".")[0] for name in ours}


@pytest.mark.parametrize("module", MODULES)
def test_no_module_imports_upward(module):
    source = (ROOT / f"{module.replace('.', '/')}.py").read_text()
    own = module.removesuffix("__init__").removesuffix(".")
    upward = {name for name in imported(ast.parse(source)) if place(name) >= place(own)}
    assert not upward


def test_an_upward_import_is_seen_wherever_it_stands():
    source = "import utils.data\ndef f():\n    from utils import plots, validation\n    from utils.widgets import Panel"
    assert imported(ast.parse(source)) == {"data", "plots", "validation", "widgets"}
    assert place("validation") < place("data") < place("plots.ntk") < place("widgets") < place("widgets.ntk")
