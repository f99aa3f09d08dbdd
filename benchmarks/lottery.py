"""The lottery of small birth-death rates, on more teachers, students and strengths than a notebook has time for.

    OMP_NUM_THREADS=1 python benchmarks/lottery.py

Writes `utils/assets/lottery.npz`, which section 6 of the notebook on birth-death draws; some ten minutes on one core.
Students are those of the notebook: 30 ReLU neurons in 10 dimensions, 4 planted neurons of strength 1, fresh batches of
50 inputs, dt = 0.2. All students of one teacher see the same inputs, and each rule begins with the same students.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from utils.particles import Planted, Run, evolve

FILE = Path(__file__).parents[1] / "utils" / "assets" / "lottery.npz"
ALPHAS = (0.05, 0.1, 0.2, 0.4, 0.8)
TIMES = (3000, 9000, 27_000)


def race(seed: int, students: int, alphas=ALPHAS, times=TIMES) -> np.ndarray:
    """Losses (1 + 2A, students, times) of one teacher: gradient descent, birth-death and reinjection at A alphas.

    A loss is the median over the last tenth of the steps so far.
    """
    draw = torch.Generator().manual_seed(seed)
    a, c = torch.randn(4, 10, generator=draw), torch.randn(4, generator=draw)
    groups = [("descent", 0.0), *((rule, x) for rule in ("birth_death", "reinjection") for x in alphas)]
    rules, strengths = zip(*(group for group in groups for _ in range(students)))
    clouds = torch.randn(students, 30, 10, generator=draw), torch.randn(students, 30, generator=draw)
    clouds = (part.repeat(len(groups), *[1] * (part.ndim - 1)) for part in clouds)
    problem = Planted(a / a.norm(dim=1, keepdim=True), c.sign(), batch_size=50)
    run = evolve(problem, *clouds, rules=rules, alpha=strengths, dt=0.2, n_steps=times[-1])
    return np.stack([_median(run, t).view(len(groups), students).numpy() for t in times], axis=2)


def _median(run: Run, t: int) -> torch.Tensor:
    return run.loss[t - t // 10 : t].median(0).values


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--teachers", type=int, default=8)
    parser.add_argument("--students", type=int, default=12)
    given = parser.parse_args()
    torch.set_num_threads(1)
    loss = np.stack([race(seed, given.students) for seed in tqdm(range(given.teachers), unit="teacher")])
    np.savez_compressed(FILE, loss=loss, alphas=np.array(ALPHAS), times=np.array(TIMES))
