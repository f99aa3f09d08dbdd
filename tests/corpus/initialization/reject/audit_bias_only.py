# loses: audit_rank
# says: contradicts the theorem
# Only the length of the column of ones: the rank is forgotten.
# %% audit
def audit(singular_values, n):
    largest = singular_values[0]
    at_most_four = all(s <= 1e-5 * largest for s in singular_values[4:])
    has_bias_column = largest >= math.sqrt(n) * (1 - 1e-5)
    return has_bias_column
