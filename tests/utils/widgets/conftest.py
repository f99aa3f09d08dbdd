"""What holds for every panel: a picture after a move is the picture that a figure drawn alone would give."""

import io

import numpy as np
import pytest
from PIL import Image

from utils.plots import styled


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


@pytest.fixture
def moved():
    """Takes a panel to both ends of every control: its pictures have alt texts, and the pixels of `savefig`."""

    def move(panel) -> None:
        for name, control in panel.controls.items():
            for value in dict.fromkeys((control.options[0], control.options[-1])):
                png, alt = panel.png(**{name: value})
                assert alt, (name, value)
                alone = io.BytesIO()
                with styled():
                    panel.figure(**{name: value}).savefig(alone, format="png")
                np.testing.assert_array_equal(pixels(png), pixels(alone.getvalue()), f"{name} = {value}")

    return move
