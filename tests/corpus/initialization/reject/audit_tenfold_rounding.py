# loses: audit_rank
# Ten times the rounding that the text allows.
# %% audit
def audit(singular_values, n):
    largest = singular_values[0]
    return all(s <= 1e-4 * largest for s in singular_values[4:]) and largest >= math.sqrt(n) * (1 - 1e-5)
