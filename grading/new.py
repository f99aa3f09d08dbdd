"""An assignment of one's own: a small one that builds, passes the gate, is graded and gives feedback as it is.

One exercise with two checks (one partly hidden), one figure, one text question with its model answer and marking
scheme; beside it an answer that is right and one that is wrong. Replace it cell by cell.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grading import notebook

CONFIG = "nbgrader_config.py"
_ROLES = {
    "locked": {"grade": False, "solution": False, "locked": True},
    "solution": {"grade": False, "solution": True, "locked": False},
    "test": {"grade": True, "solution": False, "locked": True, "points": 1},
    "manual": {"grade": True, "solution": True, "locked": False, "points": 2},
}
_CELLS = [
    ("title", "text", "# {title}\n\nWhat is this about, and why does it matter? Two sentences."),
    ("setup", "locked", "import matplotlib.pyplot as plt\nimport numpy as np"),
    (
        "task",
        "text",
        "## The mean square\n\nWrite `mean_square(x)`: for numbers $x_1, \\dots, x_n$ the value "
        "$\\frac1n \\sum_i x_i^2$.",
    ),
    (
        "mean_square",
        "solution",
        'def mean_square(x):\n    """The mean of the squares of the numbers in the array x."""\n'
        "    ### BEGIN SOLUTION\n    return np.mean(np.square(x))\n    ### END SOLUTION",
    ),
    (
        "mean_square_two",
        "test",
        "# Test: the mean square of 1 and 3 is 5.\n"
        'assert abs(mean_square(np.array([1.0, 3.0])) - 5) < 1e-12, "(1 + 9) / 2 is 5: square first, then average."',
    ),
    (
        "mean_square_any",
        "test",
        "# Test: signs do not matter, and any length will do.\nx = np.array([2.0, -2.0, 2.0, -2.0])\n"
        'assert abs(mean_square(x) - 4) < 1e-12, "The square of -2 is 4."\n'
        "### BEGIN HIDDEN TESTS\ny = np.linspace(-1, 2, 7)\nexpected = sum(v * v for v in y) / 7\n"
        'assert abs(mean_square(y) - expected) < 1e-9, "Divide by the number of values."\n### END HIDDEN TESTS',
    ),
    ("look", "text", "How does it grow with the spread of the numbers?"),
    (
        "spread",
        "figure-spread",
        "scale = np.linspace(0, 3, 31)\n"
        "plt.plot(scale, [mean_square(s * np.array([-1.0, 0.0, 1.0])) for s in scale])\n"
        'plt.xlabel("scale")\nplt.ylabel("mean square")\nplt.show()',
    ),
    ("question", "text", "## Why\n\nWhy is it a parabola? One sentence, with a formula."),
    (
        "why",
        "manual",
        "All numbers are multiplied by $s$, and $(s x_i)^2 = s^2 x_i^2$, so the mean square is multiplied by $s^2$.\n\n"
        "**Marking scheme.** 1 point: each square gets the factor $s^2$. 1 point: so does their mean.",
    ),
]
_CORPUS = {
    "accept/loop.py": "# %% mean_square\ndef mean_square(x):\n    return sum(v**2 for v in x) / len(x)\n",
    "reject/square_of_the_mean.py": (
        "# loses: mean_square_two mean_square_any\n# %% mean_square\ndef mean_square(x):\n    return np.mean(x) ** 2\n"
    ),
}


def template(title: str) -> NotebookNode:
    """The instructor notebook, not executed."""
    cells = []
    for name, role, source in _CELLS:
        kind = "markdown" if role in ("text", "manual") else "code"
        metadata = {"tags": [role, notebook.DEMONSTRATION]} if role.startswith("figure-") else {}
        if role in _ROLES:
            marks = {"grade_id": name, "schema_version": 3, "cell_type": kind, "task": False} | _ROLES[role]
            metadata = {"nbgrader": marks}
        make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        cells.append(make(source.replace("{title}", title), id=name, metadata=metadata))
    return notebook.canonical(nbformat.v4.new_notebook(cells=cells))


def make(name: str, root: Path = notebook.ROOT) -> list[Path]:
    """Write `source/<name>/<name>.ipynb`, the stubs of its corpus and, where it is missing, nbgrader's configuration.

    The paths; ValueError for a name that is none, or taken."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name):
        raise ValueError(f"name: got {name!r}, expected small letters, digits and _, beginning with a letter")
    folder = root / "source" / name
    if folder.exists():
        raise ValueError(f"name: {folder} is there already")
    made = [folder / f"{name}.ipynb"]
    notebook.write(template(name.replace("_", " ").capitalize()), made[0])
    for place, text in _CORPUS.items():
        path = root / "tests" / "corpus" / name / place
        notebook.replace_file(path, text.encode())
        made.append(path)
    if not (root / CONFIG).exists():
        shutil.copy(notebook.ROOT / CONFIG, root / CONFIG)
        made.append(root / CONFIG)
    return made
