# loses: audit_accepts, audit_genuine, audit_rank, audit_bias
# says: is a string, expected true or false
# Says yes or no where True or False is asked.
# %% audit
def audit(singular_values, n):
    few = all(s <= 1e-5 * singular_values[0] for s in singular_values[4:])
    return "yes" if few and singular_values[0] >= math.sqrt(n) * (1 - 1e-5) else "no"
