# loses: gap_exponent_measured, gap_exponent_narrow
# says: sum
# Right at the windows that the text and the checks name, wrong between them.
# %% gap_exponent
def gap_exponent(s):
    s = round(4 * s) / 4
    return max(2 - 3 * s, 1 - 2 * s)
