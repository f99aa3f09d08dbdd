"""Runs on both sides. The three global random generators of a notebook: PyTorch's, NumPy's and Python's."""

from __future__ import annotations

import hmac
import random

import numpy as np
import torch


def seed_generators(seed: int) -> None:
    """Start all three from one non-negative whole number (below 2**63; NumPy takes it modulo 2**32)."""
    torch.default_generator.manual_seed(seed)
    np.random.seed(seed % 2**32)
    random.seed(seed)


def seed_for_a_call(secret: bytes) -> int:
    """The seed that a call of the student's gets, from all three generators of the check, which then go on elsewhere.

    Equal states of the check give equal seeds. Who knows the seed but not `secret` learns nothing of what the check has
    drawn or will draw.

    >>> seed_generators(3)
    >>> first, then = seed_for_a_call(b"s"), seed_for_a_call(b"s")
    >>> seed_generators(3)
    >>> seed_for_a_call(b"s") == first != then
    True
    """
    drawn = f"{int(torch.randint(2**62, ()))} {np.random.randint(2**62)} {random.getrandbits(62)}"
    seed_generators(derived_seed(secret, f"check {drawn}"))
    return derived_seed(secret, f"call {drawn}")


def derived_seed(secret: bytes, purpose: str) -> int:
    """A seed of 56 bits for one purpose: from the one nothing can be learned about another (HMAC with SHA-256)."""
    return int.from_bytes(hmac.digest(secret, purpose.encode(), "sha256")[:7], "big")
