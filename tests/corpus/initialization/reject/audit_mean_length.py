# loses: audit_accepts, audit_genuine, audit_bias
# says: is false, expected true
# Compares the sum of all squares with n^2 instead of s_1 with sqrt(n).
# %% audit
def audit(singular_values, n):
    largest = singular_values[0]
    at_most_four = all(s <= 1e-5 * largest for s in singular_values[4:])
    has_bias_column = sum(s**2 for s in singular_values) >= n * 1.1
    return at_most_four and has_bias_column
