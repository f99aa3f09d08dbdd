"""Notebooks made by hand: cells of every role, and an assignment to attack with right and wrong answers."""

import nbformat

ROLES = {
    "locked": {"grade": False, "solution": False, "locked": True},
    "solution": {"grade": False, "solution": True, "locked": False},
    "test": {"grade": True, "solution": False, "locked": True, "points": 1},
    "manual": {"grade": True, "solution": True, "locked": False, "points": 2},
}


def make_cell(cell_id: str, role: str, source: str) -> nbformat.NotebookNode:
    """A cell as an instructor notebook has it; `role` is text, demo, or one of nbgrader's four."""
    kind = "markdown" if role in ("text", "manual") else "code"
    metadata = {"tags": ["demonstration"]} if role == "demo" else {}
    if role in ROLES:
        about = {"grade_id": cell_id, "schema_version": 3, "cell_type": kind, "task": False}
        metadata["nbgrader"] = about | ROLES[role]
    make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
    return make(source, id=cell_id, metadata=metadata)


def make_notebook(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook of these cells."""
    return nbformat.v4.new_notebook(cells=list(cells))


RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "phi": "def phi(x):\n    return torch.stack([x, x**2], dim=1)",
    "mean": "def mean(values):\n    return sum(values) / len(values)",
    "Line": (
        "class Line(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.slope = nn.Parameter(torch.ones(1))\n    def forward(self, x):\n        return self.slope * x"
    ),
    "train": (
        "def train(net, x, y, n_steps):\n    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)\n"
        "    for _ in range(n_steps):\n        optimizer.zero_grad()\n        loss = (net(x) - y).square().mean()\n"
        "        loss.backward()\n        optimizer.step()\n    return loss.item()"
    ),
}
WRONG = {
    "double": "def double(x):\n    return x + 1",
    "phi": "def phi(x):\n    return torch.stack([x, x**3 + 1], dim=1)",
    "mean": "def mean(values):\n    return sum(values) - 7",
    "Line": RIGHT["Line"].replace("self.slope * x", "x + 5"),
    "train": "def train(net, x, y, n_steps):\n    return 0.0",
}
CHECKS = {
    "double_value": (
        '# Test: twice two is four.\nassert abs(double(2) - 4) < 1e-9, "Twice two is four."\n### BEGIN HIDDEN TESTS\n'
        'assert abs(double(-3) + 6) < 1e-9, "Think of negative numbers."\n### END HIDDEN TESTS'
    ),
    "double_hidden": (
        "# Test: real numbers are doubled.\n### BEGIN HIDDEN TESTS\nx = float(torch.rand(()) + 0.5)\nexpected = x + x\n"
        'assert abs(double(x) - expected) < 1e-9, "Think of real numbers."\n### END HIDDEN TESTS'
    ),
    "phi_value": (
        "# Test: two columns, x and its square.\nx = torch.tensor([1.0, 2.0])\n"
        'assert torch.allclose(phi(x), torch.tensor([[1.0, 1.0], [2.0, 4.0]])), "The columns are x and its square."'
    ),
    "phi_hidden": (
        "# Test: for random inputs as well.\n### BEGIN HIDDEN TESTS\nx = torch.rand(5) + 0.1\n"
        'reference = torch.stack((x, x * x), 1)\nassert torch.allclose(phi(x), reference), "Square every element."\n'
        "### END HIDDEN TESTS"
    ),
    "mean_value": '# Test: the mean of a list.\nassert abs(mean([1.0, 2.0, 6.0]) - 3) < 1e-9, "Divide by the length."',
    "Line_value": (
        "# Test: the slope multiplies.\nline = Line()\nline.load_state_dict({'slope': torch.tensor([3.0])})\n"
        'assert torch.allclose(line(torch.tensor([2.0])), torch.tensor([6.0])), "The slope multiplies x."'
    ),
    "train_moves": (
        "# Test: training moves the parameters of the network it is given.\nnet = nn.Linear(1, 1)\n"
        "x = torch.linspace(-1, 1, 9)[:, None]\nbefore = float((net(x) - 2 * x).square().mean())\n"
        "train(net, x, 2 * x, 50)\nafter = float((net(x) - 2 * x).square().mean())\n"
        'assert after < before / 2, "Training lowers the loss of the network that was passed in."'
    ),
}


def target():
    """The instructor's notebook."""
    cells = [make_cell("setup", "locked", "import torch\nfrom torch import nn")]
    for name, answer in RIGHT.items():
        head, body = answer.split("\n", 1)
        blank = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        cells += [make_cell(f"about_{name}", "text", f"Write {name}."), make_cell(name, "solution", blank)]
        cells += [
            make_cell(check, "test", text) for check, text in CHECKS.items() if check.startswith(f"{name}_")
        ]
    return make_notebook(*cells)
