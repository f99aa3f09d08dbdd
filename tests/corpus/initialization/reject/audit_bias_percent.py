# loses: audit_bias
# says: up to a share of 1e-5
# s_1 may fall short by a percent, not by a share of 1e-5.
# %% audit
def audit(singular_values, n):
    few = all(s <= 1e-5 * singular_values[0] for s in singular_values[4:])
    return few and singular_values[0] >= 0.99 * math.sqrt(n)
