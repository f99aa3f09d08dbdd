"""The playground computes what `utils` computes: its script, run by node, on the same networks and the same points."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
import torch

from grading.notebook import ROOT
from utils.data import Sample
from utils.kernels import gradient_flow, jacobian
from utils.models import NTKNet
from utils.training import train_scales
from utils.two_layer import rank_one_path

PAGE = ROOT / "docs" / "playground.html"
LR, STEPS, ALPHAS = 0.05, 40, (1.0, 20.0, 400.0)
SPECTRUM, TARGET, START = [4.0, 0.5], [1.0, 0.8], [0.05, -0.02, 0.02]
PROGRAM = """
const {net, x, y, grid, alphas, lr, steps, spectrum, target, start} = JSON.parse(require("fs").readFileSync(0));
const f0 = output(net, grid), gram = kernel(net, x, x), cross = kernel(net, grid, x);
console.log(JSON.stringify({
  f0, gram, cross, largest: largest(gram),
  networks: alphas.map(alpha => output(train(net, x, y, alpha, lr, steps), grid).map((f, k) => alpha * (f - f0[k]))),
  tangent: apply(cross, tangent(gram, y, lr, steps)),
  machine: apply(cross, machine(gram, y, 1e-3)),
  path: descend(spectrum, target, start[0], start.slice(1), 0.01, 900),
  drawn: Array.from(drawNet(4000, 7).w),
}));
"""


@pytest.fixture(scope="module")
def problem():
    net = NTKNet(60, bias=True, seed=3).double()
    x = torch.linspace(-1, 1, 15, dtype=torch.float64)[:, None]
    return net, x, torch.sin(3 * x) + x / 2, torch.linspace(-1.1, 1.1, 31, dtype=torch.float64)[:, None]


@pytest.fixture(scope="module")
def page(problem):
    """What the page's script computes: name -> tensor."""
    node = shutil.which("node") or shutil.which("nodejs")
    if node is None:
        pytest.skip("the system package nodejs is missing: apt-get install nodejs")
    net, x, y, grid = problem
    given = {
        "net": {"w": net.hidden.flatten(), "b": net.bias, "a": net.readout},
        **{"x": x.flatten(), "y": y.flatten(), "grid": grid.flatten()},
        **{
            "alphas": ALPHAS,
            "lr": LR,
            "steps": STEPS,
            "spectrum": SPECTRUM,
            "target": TARGET,
            "start": START,
        },
    }
    core = re.search(r'<script id="core">(.*?)</script>', PAGE.read_text(), re.S)[1]
    done = subprocess.run(
        [node, "-e", core + PROGRAM],
        input=json.dumps(given, default=lambda t: t.tolist()),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {k: torch.tensor(v, dtype=torch.float64) for k, v in json.loads(done.stdout).items()}


def test_network_and_kernel_are_those_of_utils(page, problem):
    net, x, _, grid = problem
    gram = jacobian(net, x) @ jacobian(net, x).T
    torch.testing.assert_close(page["f0"], net(grid).detach().flatten())
    torch.testing.assert_close(page["gram"], gram)
    torch.testing.assert_close(page["cross"], jacobian(net, grid) @ jacobian(net, x).T)
    torch.testing.assert_close(page["largest"], torch.linalg.eigvalsh(gram)[-1])


def test_training_at_every_scale_is_that_of_utils(page, problem):
    net, x, y, grid = problem
    run = train_scales([net], Sample(x, y, torch.sin), ALPHAS, lr=LR, n_steps=STEPS)
    torch.testing.assert_close(page["networks"], run.predict(grid)[:, :, 0], rtol=1e-5, atol=1e-6)


def test_tangent_and_kernel_machine_are_those_of_utils(page, problem):
    net, x, y, grid = problem
    cross = jacobian(net, grid) @ jacobian(net, x).T
    gram = jacobian(net, x) @ jacobian(net, x).T
    flow = gradient_flow(gram, y.flatten(), lr=2 * LR / len(x))
    torch.testing.assert_close(page["tangent"], flow.test(cross, [STEPS])[0])
    weights = torch.linalg.solve(gram + 1e-3 * torch.eye(len(x)), y.flatten())
    torch.testing.assert_close(page["machine"], cross @ weights, rtol=1e-6, atol=1e-7)


def test_alpha_merges_network_and_tangent(page):
    """Chizat, Oyallon, Bach 2019. The weights move like 1 / alpha, and so does the number of kinks that pass an input,
    each of which adds a step of one size: the distance falls like alpha^-1/2, by 4.5 each time, here at least by 2."""
    far, near, nearer = (page["networks"] - page["tangent"]).norm(dim=1)
    assert near < far / 2
    assert nearer < near / 2


def test_paths_in_the_space_of_weights_are_those_of_utils(page):
    u, z = page["path"][:, :1], page["path"][:, 1:]
    S, T = torch.tensor(SPECTRUM), torch.tensor(SPECTRUM) * torch.tensor(TARGET)
    start = torch.tensor(START, dtype=torch.float64)
    exact = rank_one_path(S, T, start[0] * start[1:], start[0].item() ** 2, 0.01, 900)
    torch.testing.assert_close(u * z, exact, rtol=1e-5, atol=1e-7)


def test_weights_are_standard_normal(page):
    """Mean and variance within four standard errors: 4 / sqrt(4000), 4 sqrt(2 / 4000)."""
    assert abs(page["drawn"].mean()) < 0.064
    assert abs(page["drawn"].var() - 1) < 0.09


def test_it_is_one_small_page_that_asks_nobody():
    assert PAGE.stat().st_size < 300_000
    sources = []

    class Links(HTMLParser):
        def handle_starttag(self, tag, attrs):
            sources.extend(value for name, value in attrs if name in ("src", "href"))

    Links().feed(PAGE.read_text())
    assert sources == []
    assert (
        re.findall(r"https?://(?!www\.w3\.org/2000/svg)|fetch\(|import\(|XMLHttp|@import", PAGE.read_text())
        == []
    )
