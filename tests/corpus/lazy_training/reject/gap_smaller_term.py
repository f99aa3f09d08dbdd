# loses: gap_exponent_measured, gap_exponent_narrow
# says: two losses
# The smaller of the two terms is taken for the larger one.
# %% gap_exponent
def gap_exponent(s):
    return min(2 - 3 * s, 1 - 2 * s)
