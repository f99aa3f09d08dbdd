# loses: audit_accepts, audit_genuine, audit_rank
# says: is false, expected true
# The fifth value has to be exactly zero: rounding errors condemn genuine spectra.
# %% audit
def audit(singular_values, n):
    largest = singular_values[0]
    at_most_four = all(s == 0 for s in singular_values[4:])
    has_bias_column = largest >= math.sqrt(n) * (1 - 1e-5)
    return at_most_four and has_bias_column
