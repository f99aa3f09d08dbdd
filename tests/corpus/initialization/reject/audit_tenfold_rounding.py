# loses: audit_rank
# says: exceeds 1e-5 s_1
# Ten times the rounding that the text allows.
# %% audit
def audit(singular_values, n):
    largest = singular_values[0]
    return all(s <= 1e-4 * largest for s in singular_values[4:]) and largest >= math.sqrt(n) * (1 - 1e-5)
