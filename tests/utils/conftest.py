"""Recorded runs that the tests of figures and of panels look at."""

import pytest
import torch

from utils.particles import Planted, evolve


@pytest.fixture(scope="session")
def teacher() -> tuple[torch.Tensor, torch.Tensor]:
    """Three planted neurons in three dimensions: directions and signs."""
    a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.6, 0.0, 0.8]])
    return a, torch.tensor([1.0, -1.0, 1.0])


@pytest.fixture(scope="session")
def run(teacher):
    draw = torch.Generator().manual_seed(0)
    p, w = (torch.randn(1, 8, *shape, generator=draw) for shape in ((3,), ()))
    rules = ["descent", "birth_death", "reinjection"]
    return evolve(
        Planted(*teacher, 20),
        p.repeat(3, 1, 1),
        w.repeat(3, 1),
        rules=rules,
        alpha=5.0,
        dt=0.1,
        n_steps=80,
        snapshots=8,
    )


@pytest.fixture(scope="session")
def sweep(teacher):
    rules = ["descent"] * 2 + ["birth_death"] * 4 + ["reinjection"] * 4
    alpha = [0.0, 0.0] + [0.1, 0.1, 1.0, 1.0] * 2
    draw = torch.Generator().manual_seed(0)
    p, w = (torch.randn(10, 6, *shape, generator=draw) for shape in ((3,), ()))
    return evolve(Planted(*teacher, 20), p, w, rules=rules, alpha=alpha, dt=0.1, n_steps=50)
