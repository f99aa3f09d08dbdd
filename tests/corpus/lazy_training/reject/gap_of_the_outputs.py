# loses: gap_exponent_measured
# says: losses
# The difference of the outputs, not of the losses: the sum of the outputs is forgotten.
# %% gap_exponent
def gap_exponent(s):
    return 1 - 2 * s
