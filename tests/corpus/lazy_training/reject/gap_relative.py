# loses: gap_exponent_measured, gap_exponent_narrow
# says: two losses
# The relative gap that the figure prints, not the largest difference.
# %% gap_exponent
def gap_exponent(s):
    return -s
