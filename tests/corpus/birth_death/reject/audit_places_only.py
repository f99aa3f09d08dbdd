# loses: audit_chimera, audit_weight
# says: parts are old, silenced
# Checks the places and forgets the outer weights.
# %% audit
def audit(a, c, a_after, c_after):
    """True if (a_after, c_after) can come from (a, c) by one event of pure birth-death; a (n, d), c (n,)."""
    known = (a_after[:, None] == a).all(2).any(1)
    return len(c_after) == len(c) and bool(known.all())
