# loses: gap_exponent_measured, gap_exponent_narrow
# says: 2 times as large
# The difference of the outputs is squared, in place of the difference of the squares.
# %% gap_exponent
def gap_exponent(s):
    return 2 * (1 - 2 * s)
