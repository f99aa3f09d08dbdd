# loses: audit_rank
# says: contradicts the theorem
# One percent of the largest value counts as rounding.
# %% audit
def audit(singular_values, n):
    largest = singular_values[0]
    at_most_four = all(s <= 1e-2 * largest for s in singular_values[4:])
    has_bias_column = largest >= math.sqrt(n) * (1 - 1e-5)
    return at_most_four and has_bias_column
