# loses: audit_accepts, audit_genuine, audit_bias
# says: is false, expected true
# Demands four large values; with tiny weights fewer stand out.
# %% audit
def audit(singular_values, n):
    largest = singular_values[0]
    at_most_four = all(s <= 1e-5 * largest for s in singular_values[4:])
    has_bias_column = largest >= math.sqrt(n) * (1 - 1e-5)
    return sum(s > 1e-5 * largest for s in singular_values) == 4 and at_most_four and has_bias_column
