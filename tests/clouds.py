"""A teacher of three neurons; students of it are recorded in the fixtures of `tests/utils/conftest.py`."""

import torch

TEACHER = (
    torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.6, 0.0, 0.8]]),
    torch.tensor([1.0, -1.0, 1.0]),
)
