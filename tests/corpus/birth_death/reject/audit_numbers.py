# loses: audit_chimera
# says: parts are old
# Looks for the numbers, not for the neurons: mixed coordinates pass.
# %% audit
def audit(a, c, a_after, c_after):
    """True if (a_after, c_after) can come from (a, c) by one event of pure birth-death; a (n, d), c (n,)."""
    return len(c_after) == len(c) and bool(torch.isin(a_after, a).all() and torch.isin(c_after, c).all())
