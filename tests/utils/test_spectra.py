"""Drafts of figures: reproducible and in float32; the laws that they break: `test_claims_initialization`."""

import pytest

from utils import spectra


def test_a_seed_gives_the_same_figures_and_another_seed_others():
    assert spectra.drafts(5) == spectra.drafts(5) != spectra.drafts(6)
    assert len({tuple(spectra.making(seed).values()) for seed in range(20)}) > 10


def test_values_decrease_and_end_at_the_rounding_of_single_precision():
    for values in spectra.drafts(1).values():
        assert values == sorted(values, reverse=True)
        assert 1e-9 < values[-1] / values[0] < 1e-5


@pytest.mark.parametrize("function", [spectra.drafts, spectra.making])
def test_a_seed_is_a_whole_number(function):
    with pytest.raises(ValueError, match="seed: got -1"):
        function(-1)
