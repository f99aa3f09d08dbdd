"""Figures of the tests are drawn without a screen and closed afterwards."""

import matplotlib as mpl
import pytest


@pytest.fixture(autouse=True)
def headless():
    import matplotlib.pyplot as plt

    with mpl.rc_context({"backend": "agg"}):
        yield
        plt.close("all")
