# loses: audit_copies, audit_chimera, audit_weight
# says: reinjection, parts are old, silenced
# Counts neurons and looks no further.
# %% audit
def audit(a, c, a_after, c_after):
    """True if (a_after, c_after) can come from (a, c) by one event of pure birth-death; a (n, d), c (n,)."""
    return len(c_after) == len(c)
