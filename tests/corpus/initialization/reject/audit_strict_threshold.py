# loses: audit_rank
# says: 1e-5 s_1
# A value of exactly 1e-5 s_1 counts as zero; here it does not.
# %% audit
def audit(singular_values: list[float], n: int) -> bool:
    s = sorted(singular_values, reverse=True)
    extra = s[4:]
    if any(v >= 1e-5 * s[0] for v in extra):
        return False
    return s[0] > math.sqrt(n) * (1 - 1e-5)
