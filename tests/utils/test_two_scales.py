"""The batched descent of the ReLU student against autograd, network by network."""

import pytest
import torch

from utils import two_scales


@pytest.mark.parametrize("width", [1, 3])
def test_risks_are_those_of_plain_descent(width):
    task = two_scales.draw(3, n=20, fast=4, slow=2, scale=0.3, noise=1.0, seed=5, n_test=30)
    steps, found = two_scales.risks(task, width, 0.02, 25, seed=6, points=9)
    assert steps[0] == 0
    assert steps[-1] == 25
    rng = torch.Generator().manual_seed(6)
    first = torch.randn(3, 6, width, dtype=torch.double, generator=rng) / 6**0.5
    last = torch.randn(3, width, 1, dtype=torch.double, generator=rng) / width**0.5
    for i in range(3):
        weights = [first[i].clone(), last[i].clone(), torch.zeros(1, dtype=torch.double)]
        expected = []
        for step in range(26):
            weights = [w.requires_grad_() for w in weights]
            W, v, c = weights
            output = torch.relu(task.x[i] @ W) @ v + c
            if step in steps:
                fresh = torch.relu(task.x_test[i] @ W) @ v + c
                expected.append((fresh[:, 0] - task.clean[i]).square().mean().item())
            gradients = torch.autograd.grad((output[:, 0] - task.y[i]).square().mean(), weights)
            weights = [(w - 0.02 * g).detach() for w, g in zip(weights, gradients)]
        assert found[i].tolist() == pytest.approx(expected, rel=1e-10)
