# loses: audit_copies, audit_chimera
# says: reinjection, parts are old
# Checks the outer weights and forgets the places.
# %% audit
def audit(a, c, a_after, c_after):
    """True if (a_after, c_after) can come from (a, c) by one event of pure birth-death; a (n, d), c (n,)."""
    return len(c_after) == len(c) and bool(torch.isin(c_after, c).all())
