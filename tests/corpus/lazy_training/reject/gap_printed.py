# loses: gap_exponent_measured, gap_exponent_narrow
# says: None, return
# The answer is printed, and nothing is returned.
# %% gap_exponent
def gap_exponent(s):
    print(max(2 - 3 * s, 1 - 2 * s))
