"""Each test in processes of its own: what is imported there stays imported."""

import subprocess
import sys

import pytest

PRELUDE = """
import sys
from utils.eager import postpone_compiler
postpone_compiler()
import torch
from torch.func import functional_call, grad, jacrev, vmap
def compiler_is_imported():
    return "torch._dynamo.eval_frame" in sys.modules
"""
STEPS = """
for make in (torch.optim.SGD, torch.optim.Adam, torch.optim.LBFGS):
    w = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    optimizer = make([w], lr=0.1)
    def loss():
        optimizer.zero_grad()
        value = w.square().sum()
        value.backward()
        return value
    for _ in range(3):
        optimizer.step(loss)
    optimizer.load_state_dict(optimizer.state_dict())
    print(make, w.tolist())
x = torch.tensor([1.0, 3.0])
layer = torch.nn.Linear(2, 2)
assert torch.equal(jacrev(torch.square)(x), torch.diag(2 * x))
assert torch.equal(vmap(grad(torch.square))(x), 2 * x)
assert torch.equal(functional_call(layer, dict(layer.named_parameters()), x), layer(x))
"""


def run(program: str) -> str:
    """What the program prints; warnings ignored, since the compiler deprecates a module of its own."""
    command = [sys.executable, "-W", "ignore", "-c", PRELUDE + program]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_optimizers_and_torch_func_need_no_compiler():
    asked_by_tools = "import inspect\ninspect.getmodule(grad)\n"
    without = run(f"{STEPS}\n{asked_by_tools}assert not compiler_is_imported()")
    compiler = "import torch._dynamo.eval_frame\nreal = torch._dynamo\npostpone_compiler()\n"
    assert run(f"{compiler}{STEPS}\nassert torch._dynamo is real") == without


@pytest.mark.slow
@pytest.mark.parametrize(
    "use",
    ["from torch.export import Dim\nDim('n')", "import torch.export.unflatten", "torch.export.export"],
)
def test_export_is_imported_by_whom_it_is_used(use):
    run(
        "assert 'torch.export.unflatten' not in sys.modules\n"
        f"{use}\nassert torch.export.__file__ and torch.export is sys.modules['torch.export']\n"
        "print(torch.export.export(torch.nn.Linear(2, 1), (torch.ones(3, 2),)))"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "use",
    [
        "assert torch.compile(torch.square, backend='eager')(torch.ones(2)).tolist() == [1, 1]",
        "import torch._dynamo.config",
        "torch._dynamo.compiled_autograd.reset()",
    ],
)
def test_who_asks_for_the_compiler_gets_it(use):
    run(f"{use}\nassert compiler_is_imported()\nassert torch._dynamo.__file__")
