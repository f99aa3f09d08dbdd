"""Runs on both sides. The three global random generators of a notebook: PyTorch's, NumPy's and Python's."""

from __future__ import annotations

import pickle
import random

import numpy as np
import torch


def seed_generators(seed: int) -> None:
    """Start all three from one non-negative whole number (below 2**63; NumPy takes it modulo 2**32)."""
    torch.default_generator.manual_seed(seed)
    np.random.seed(seed % 2**32)
    random.seed(seed)


def generator_states() -> tuple[torch.Tensor, bytes]:
    """PyTorch's state, and the other two as a pickle: what the grader sends along with a call.

    >>> seed_generators(3)
    >>> states = generator_states()
    >>> drawn = random.random(), float(torch.rand(()))
    >>> restore_generators(states)
    >>> drawn == (random.random(), float(torch.rand(())))
    True
    """
    return torch.get_rng_state(), pickle.dumps((np.random.get_state(), random.getstate()))


def restore_generators(states: tuple[torch.Tensor, bytes]) -> None:
    """The inverse. It unpickles, so it serves only inside, where states come from the grader."""
    of_numpy, of_python = pickle.loads(states[1])
    torch.set_rng_state(states[0])
    np.random.set_state(of_numpy)
    random.setstate(of_python)


def advance_generators() -> None:
    """The grader's next call sees fresh randomness, although none comes back from this one."""
    torch.default_generator.manual_seed(int(torch.randint(2**62, ())))
    np.random.seed(np.random.randint(2**32, dtype=np.uint64))
    random.seed(random.getrandbits(62))
