"""Speed of the tangent-kernel notebook against the textbook loops, and against neural-tangents.

    python benchmarks/ntk.py
    python benchmarks/ntk.py --peer /tmp/jaxenv/bin/python

One JSON line per measurement, one thread, processor seconds, medians (of the peer the best of some turns); both sides
of a ratio take turns in one run. The peer needs its own environment (it does not import with newer jax): `uv venv
/tmp/jaxenv && uv pip install -p /tmp/jaxenv/bin/python neural-tangents jax==0.5.3 jaxlib==0.5.3`. Both sides get the
same inputs and weights; distances are relative Frobenius distances, for the analytic kernel to 80-bit arithmetic on the
first 200 inputs, for the empirical one to the float64 Jacobian times its transpose.

What bounds the analytic kernel is the product of 2000 x 784 inputs with its transpose. One half of it, which NumPy
computes ("product alone"), takes a third of the peer's whole time, and 0.75 to 0.85 of `angular_gram`. The student's
own `gram` computes the whole product, which alone takes 0.6 of the peer's time, and walks over all entries some fifteen
times.

The picture network of width 1000 (1400 steps, batches of 32 in order, biases) is `function_space.train_batches`, which
computes both kernels of the network besides. Its first layer moves in the span of 200 pictures, so that a step is one
product of 200 x 32 by 32 x 1000, which is more than half of our time; the textbook's three products have
eight times as many operations. A row of its own times that product, which bounds the one before it.
"""

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # for NumPy's products and for the peer, too; torch is told below

import numpy as np
import torch
from timing import compare, seconds
from torch import nn

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from grading import notebook  # noqa: E402
from utils import data, function_space, kernels, models  # noqa: E402

N, D, WIDTH, N_EMPIRICAL, REPEATS = 2000, 784, 1024, 200, 5


def reference_solutions() -> dict:
    """The graded functions of the notebook, as the instructor solves them."""
    names = {"math": math, "torch": torch, "nn": nn, "kernels": kernels}
    answers = notebook.reference_answers(notebook.read(notebook.source_file("ntk")))
    for cell in ("duals", "k", "gram", "kernel_regression"):
        exec(answers[cell], names)
    return names


def profile(angle, cosine, sine):
    """The analytic kernel of two unit vectors."""
    return torch.addcmul(sine, math.pi - angle, cosine, value=2) / (2 * math.pi)


def textbook_k(x, xp):
    """The kernel as the original course evaluates it, one pair at a time (its parenthesis put right)."""
    u = x @ xp / (x.norm() * xp.norm())
    u = torch.clamp(u, -1, 1)
    first = (u * (math.pi - torch.arccos(u)) + torch.sqrt(1 - u**2)) / (2 * math.pi)
    return x.norm() * xp.norm() * (first + u * (math.pi - torch.arccos(u)) / (2 * math.pi))


def textbook_pairs(x1, x2, every: int):
    """A double loop over every `every`-th row."""
    return [[textbook_k(a, b) for b in x2] for a in x1[::every]]


def against_textbook() -> None:
    graded = reference_solutions()
    images = data.fashion_mnist(1900)
    x, x_test = images.x_train.flatten(1), images.x_test.flatten(1)
    few, y = x[:200], torch.randn(200)
    gram, block = graded["gram"], lambda x: kernels.angular_gram(profile, x)
    compare("Gram matrix, n=200", lambda: textbook_pairs(few, few, 20), lambda: block(few), factor=20)
    compare(
        "Gram matrix, n=1900", lambda: textbook_pairs(x, x[:200], 190), lambda: block(x), factor=190 * 9.5
    )
    double = x.double()
    compare(
        "Gram matrix, n=1900, float64",
        lambda: textbook_pairs(double, double[:200], 190),
        lambda: block(double),
        factor=190 * 9.5,
    )
    compare(
        "kernel prediction, 2000 x 200",
        lambda: [sum(w * textbook_k(a, b) for w, b in zip(y, few)) for a in x_test[::200]],
        lambda: gram(x_test, few) @ y,
        factor=200,
    )
    sizes, labels = (100, 400, 700, 1000, 1300, 1600, 1900), images.labels_train.double() / 9

    def sweep():
        """Gram matrix, smallest eigenvalue and y' K^-1 y for nested sets."""
        k = block(double)
        for n in sizes:
            part, target = k[:n, :n], labels[:n, None]
            kernels.smallest_eigenvalue(part)
            target.mT @ torch.cholesky_solve(target, torch.linalg.cholesky(part))

    pairs = sum(n * n for n in sizes)
    compare("bound sweep, n=100..1900", lambda: textbook_pairs(x, x[:100], 190), sweep, factor=pairs / 1000)


def picture_network() -> None:
    """The network of the original course: 784 -> 1000 -> 1 with biases, whose first layer the data rules."""
    images, steps, batch = data.fashion_mnist(200), 1400, 32
    x, y = images.x_train, images.labels_train / 9
    flat, every = x.flatten(1), 10

    def textbook():
        net = nn.Sequential(nn.Flatten(), nn.Linear(D, 1000), nn.ReLU(), nn.Linear(1000, 1))
        for layer in net[1::2]:
            nn.init.xavier_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
        optimizer, losses = torch.optim.SGD(net.parameters(), lr=0.01), []
        for step in range(steps // every):
            rows = torch.arange(step * batch, (step + 1) * batch) % len(x)
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(net(x[rows]).squeeze(1), y[rows])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses

    def ours():
        how = {"width": 1000, "lr": 0.01, "n_steps": steps, "batch_size": batch}
        return function_space.train_batches(flat, y, flat[:1], **how)

    h, gram, change = torch.randn(200, 1000), torch.randn(batch, 200), torch.randn(batch, 1000)

    def product():
        for _ in range(steps):
            h.addmm_(gram.mT, change, alpha=-1e-3)

    compare("picture network of width 1000, 1400 steps", textbook, ours, factor=every)
    compare("of it, one product a step", textbook, product, factor=every)


PEER = """
import json, sys, time
import jax
folder, dtype, n_empirical = sys.argv[1], sys.argv[2], int(sys.argv[3])
jax.config.update("jax_enable_x64", dtype == "float64")
import numpy as np
import neural_tangents as nt
from neural_tangents import stax
x, w1, w2 = (jax.numpy.asarray(np.load(f"{folder}/{name}.npy"), dtype) for name in ("x", "w1", "w2"))
init, apply, kernel_fn = stax.serial(stax.Dense(len(w1)), stax.Relu(), stax.Dense(1))
drawn = init(jax.random.PRNGKey(0), (-1, x.shape[1]))[1]
params = jax.tree_util.tree_unflatten(jax.tree_util.tree_structure(drawn), [w1.T, w2.T])
analytic = jax.jit(lambda x: kernel_fn(x, None, "ntk") * x.shape[1])
empirical = jax.jit(nt.empirical_ntk_fn(apply, vmap_axes=0, trace_axes=(-1,)))
few = x[:n_empirical]
calls = {"analytic": lambda: analytic(x), "empirical": lambda: empirical(few, None, params)}
for name, call in calls.items():
    value = np.asarray(call())
    assert value.dtype == dtype
    np.save(f"{folder}/{name}.npy", value[:200, :200])
print("ready", flush=True)
for line in sys.stdin:
    start = time.process_time()
    calls[line.strip()]().block_until_ready()
    print(time.process_time() - start, flush=True)
"""


def exact_kernel(x: np.ndarray) -> np.ndarray:
    """The kernel in 80-bit arithmetic."""
    x = x.astype(np.longdouble)
    lengths = np.sqrt((x * x).sum(1))
    cosine = np.clip(x @ x.T / np.outer(lengths, lengths), -1, 1)
    angle = np.arccos(cosine)
    np.fill_diagonal(angle, 0)
    pi = 4 * np.arctan(np.longdouble(1))
    return np.outer(lengths, lengths) * (np.sin(angle) + 2 * (pi - angle) * np.cos(angle)) / (2 * pi)


def distance(value: np.ndarray, exact: np.ndarray) -> float:
    return float(np.linalg.norm((value - exact).astype(float)) / np.linalg.norm(exact.astype(float)))


@contextmanager
def peer(python: str, folder: str, dtype: str) -> Iterator[Callable[[str], float]]:
    """neural-tangents in its own interpreter, held to the processor that we are held to: a function that has one of
    its kernels computed once more and returns the processor seconds. The kernels are left in the folder."""
    flags = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    process = subprocess.Popen(
        [python, "-c", PEER, folder, dtype, str(N_EMPIRICAL)],
        env=os.environ | {"XLA_FLAGS": flags, "JAX_PLATFORMS": "cpu"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )

    def seconds_of(name: str) -> float:
        print(name, file=process.stdin, flush=True)
        return float(process.stdout.readline())

    with process:
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("neural-tangents could not compute its kernels")
        yield seconds_of
        process.stdin.close()


def against_peer(python: str) -> None:
    """The same kernels by neural-tangents and by us, in turns."""
    solved = reference_solutions()
    gram, duals = solved["gram"], solved["duals"]

    def of_duals(angle, cosine, sine):
        """The kernel of two unit vectors by the student's `duals`."""
        kappa_0, kappa_1 = duals(cosine)
        return (kappa_1 + cosine * kappa_0) / 2

    x = torch.randn(N, D, generator=torch.Generator().manual_seed(0), dtype=torch.double)
    layers = [
        models.ScaledLinear(D, WIDTH, D**-0.5, 1),
        nn.ReLU(),
        models.ScaledLinear(WIDTH, 1, WIDTH**-0.5, 2),
    ]
    net = nn.Sequential(*layers).double()
    rows = kernels.jacobian(net, x[:N_EMPIRICAL])
    exact = {"analytic": exact_kernel(x[:200].numpy()), "empirical": (rows @ rows.mT).numpy()}
    with tempfile.TemporaryDirectory() as folder:
        for name, value in (("x", x), ("w1", net[0].weight.detach()), ("w2", net[2].weight.detach())):
            np.save(f"{folder}/{name}.npy", value.numpy())
        for dtype in ("float32", "float64"):
            inputs = x.to(getattr(torch, dtype))
            few, model, array = inputs[:N_EMPIRICAL].clone(), net.to(inputs.dtype), inputs.numpy()
            calls = {
                "analytic": {
                    "product alone": lambda x=array: x @ x.T,
                    "the student's gram": lambda x=inputs: gram(x),
                    "blockwise_gram of the student's gram": lambda x=inputs: kernels.blockwise_gram(gram, x),
                    "angular_gram of the student's duals": lambda x=inputs: kernels.angular_gram(of_duals, x),
                    "angular_gram of the angle": lambda x=inputs: kernels.angular_gram(profile, x),
                },
                "empirical": {"layerwise_ntk": lambda x=few, net=model: kernels.layerwise_ntk(net, x)},
            }
            with peer(python, folder, dtype) as seconds_of:
                for part, ours in calls.items():
                    values = {name: np.asarray(call())[:200, :200] for name, call in ours.items()}
                    turns = [
                        (seconds_of(part), *(seconds(call) for call in ours.values())) for _ in range(REPEATS)
                    ]
                    theirs, *best = map(min, zip(*turns))
                    for (name, value), own in zip(values.items(), best):
                        line = {
                            "name": f"{part} kernel, {dtype}: {name}",
                            "neural_tangents_s": round(theirs, 4),
                            "ours_s": round(own, 5),
                            "ratio": round(theirs / own, 2),
                            "load": round(os.getloadavg()[0], 1),
                        }
                        if name != "product alone":
                            line["their_distance"] = distance(np.load(f"{folder}/{part}.npy"), exact[part])
                            line["our_distance"] = distance(value, exact[part])
                        print(json.dumps(line), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer", metavar="PYTHON", help="interpreter of an environment with neural-tangents")
    python = parser.parse_args().peer
    torch.set_num_threads(1)
    against_textbook()
    picture_network()
    if python is None:
        print(json.dumps({"name": "neural-tangents side by side", "skipped": "no --peer interpreter given"}))
    elif (
        not shutil.which(python)
        or subprocess.run([python, "-c", "import neural_tangents"], stderr=subprocess.DEVNULL).returncode
    ):
        print(json.dumps({"name": "neural-tangents side by side", "skipped": f"{python} cannot import it"}))
    else:
        against_peer(python)


if __name__ == "__main__":
    main()
