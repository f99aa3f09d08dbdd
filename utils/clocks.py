"""Two figures of one law, made to be audited: in one of them the runs were not trained for the same time."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from utils.data import Sample
from utils.kernels import jacobian
from utils.models import MLPdeep
from utils.training import train_ensemble
from utils.validation import generator, integer

SCALES = (1.0, 3.0, 10.0, 30.0, 100.0)
STEPS = 300


@dataclass(frozen=True)
class Runs:
    """The record of a figure "movement against alpha": one entry for each run, all tensors (k,).

    alphas: the output scales. lr: the learning rates. lambda_max: the largest eigenvalue of alpha^2 2/n J'J at the
    start, the Hessian of the loss of alpha (f_w - f_w0) up to terms of order alpha. n_steps: how many steps were made.
    movement: |w_end - w_0| / |w_0|.
    """

    alphas: Tensor
    lr: Tensor
    lambda_max: Tensor
    n_steps: Tensor
    movement: Tensor


def figures_to_audit(sample: Sample, seed: int) -> Mapping[str, Runs]:
    """Two figures "A" and "B" of one MLPdeep(50) at five output scales alpha; the seed tells which is which.

    All runs have lr = .1 / alpha^2 and see the whole sample at every step. In the honest figure each has made 300
    steps. In the other one a run was stopped when alpha |w - w_0| / |w_0| had reached the value at which the shortest
    way of the honest figure ends: a figure with exponent -1 to the percent, of runs whose times differ. A seed >= 0
    draws the network and the order of the figures.

    >>> from utils.data import make_sample
    >>> figures = figures_to_audit(make_sample("middle", n=10), seed=2)
    >>> sorted(len(runs.n_steps.unique()) > 1 for runs in figures.values())
    [False, True]
    """
    net = MLPdeep(50, seed=integer("seed", seed, low=0))
    alphas = torch.tensor(SCALES)
    lr = 0.1 / alphas**2
    slopes = jacobian(net, sample.x)
    steepest = alphas**2 * 2 / len(sample) * torch.linalg.matrix_norm(slopes, 2) ** 2
    run = train_ensemble(
        [net] * len(alphas), sample.x, sample.y, lr=lr.tolist(), alphas=SCALES, n_steps=STEPS, n_records=STEPS
    )
    ways = run.relative_movement
    goal = (alphas * ways[-1]).min()
    stops = (alphas * ways >= goal).int().argmax(0)  # the first record at which a run is there
    picked = {
        False: (run.steps[-1].expand(len(alphas)), ways[-1]),
        True: (run.steps[stops], ways[stops, torch.arange(len(alphas))]),
    }
    swapped = bool(torch.randint(2, (), generator=generator("seed", seed)))
    names = {"A": swapped, "B": not swapped}
    return {
        name: Runs(alphas, lr, steepest.detach(), picked[early][0].float(), picked[early][1])
        for name, early in names.items()
    }
