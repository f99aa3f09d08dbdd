# loses: gap_exponent_narrow
# says: label
# The label is forgotten: right only while the outputs are larger than it.
# %% gap_exponent
def gap_exponent(s):
    return 2 - 3 * s
