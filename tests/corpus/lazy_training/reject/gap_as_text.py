# loses: gap_exponent_measured, gap_exponent_narrow
# says: is a string, expected a number
# A formula in a text where a number is asked.
# %% gap_exponent
def gap_exponent(s):
    return "2 - 3 s" if s <= 1 else "1 - 2 s"
