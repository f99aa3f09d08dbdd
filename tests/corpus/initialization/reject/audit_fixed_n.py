# loses: audit_accepts, audit_genuine, audit_bias
# says: is false, expected true
# sqrt(1500) whatever n is.
# %% audit
def audit(singular_values, n):
    largest = singular_values[0]
    at_most_four = all(s <= 1e-5 * largest for s in singular_values[4:])
    has_bias_column = largest >= math.sqrt(1500) * (1 - 1e-5)
    return at_most_four and has_bias_column
