# loses: audit_bias
# says: smaller than that of one column that you know
# Only the rank: the column of ones is forgotten.
# %% audit
def audit(singular_values, n):
    largest = singular_values[0]
    at_most_four = all(s <= 1e-5 * largest for s in singular_values[4:])
    has_bias_column = largest >= math.sqrt(n) * (1 - 1e-5)
    return at_most_four
