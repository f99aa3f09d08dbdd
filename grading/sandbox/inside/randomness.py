"""Runs on both sides. The three global random generators of a notebook: PyTorch's, NumPy's and Python's."""

from __future__ import annotations

import hmac
import random

import numpy as np
import torch

# As they are when this is imported: `np.random.seed = 0` is a slip that a notebook survives.
_SEEDS = torch.default_generator.manual_seed, np.random.seed, random.seed


def seed_generators(torchs: int, numpys: int | None = None, pythons: int | None = None) -> None:
    """Start each from a non-negative whole number (below 2**63; NumPy takes it modulo 2**32), or all from the first."""
    seeds = torchs, (torchs if numpys is None else numpys) % 2**32, torchs if pythons is None else pythons
    for start, seed in zip(_SEEDS, seeds):
        start(seed)


def seeds_for_a_call(secret: bytes) -> tuple[int, int, int]:
    """The seeds that a call of the student's gets, each from its generator of the check, which then goes on elsewhere.

    Equal states of a generator give equal seeds: a check that seeds PyTorch anew gives a call the same numbers again.
    Who knows the seeds but not `secret` learns nothing of what the check has drawn or will draw.

    >>> seed_generators(3)
    >>> first, then = seeds_for_a_call(b"s"), seeds_for_a_call(b"s")
    >>> _ = torch.manual_seed(3)
    >>> again = seeds_for_a_call(b"s")
    >>> again[0] == first[0] != then[0], again[1] == first[1]
    (True, False)
    """
    drawn = int(torch.randint(2**62, ())), np.random.randint(2**62), random.getrandbits(62)
    seed_generators(*(derived_seed(secret, f"check {number}") for number in drawn))
    torchs, numpys, pythons = (derived_seed(secret, f"call {number}") for number in drawn)
    return torchs, numpys, pythons


def derived_seed(secret: bytes, purpose: str) -> int:
    """A seed of 56 bits for one purpose: from the one nothing can be learned about another (HMAC with SHA-256)."""
    return int.from_bytes(hmac.digest(secret, purpose.encode(), "sha256")[:7], "big")
