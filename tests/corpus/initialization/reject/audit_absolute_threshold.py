# loses: audit_accepts, audit_genuine, audit_rank
# says: is false, expected true
# A fixed threshold instead of one relative to the largest value.
# %% audit
def audit(singular_values, n):
    largest = singular_values[0]
    at_most_four = all(s <= 1e-14 for s in singular_values[4:])
    has_bias_column = largest >= math.sqrt(n) * (1 - 1e-5)
    return at_most_four and has_bias_column
