# loses: gap_exponent_measured, gap_exponent_narrow
# says: losses
# The outputs are said to differ by alpha d: the tangent would be no better than a constant.
# %% gap_exponent
def gap_exponent(s):
    return max(2 - 2 * s, 1 - s)
