# loses: gap_exponent_narrow
# says: so narrow
# large s
# %% gap_exponent
def gap_exponent(s):
    if s > 3:
        return 1 - s
    return max(2 - 3 * s, 1 - 2 * s)
