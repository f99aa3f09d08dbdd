# loses: audit_copies, audit_chimera, audit_weight
# says: reinjection, parts are old, silenced
# One copy is enough for it: any() where all() is needed.
# %% audit
def audit(a, c, a_after, c_after):
    """True if (a_after, c_after) can come from (a, c) by one event of pure birth-death; a (n, d), c (n,)."""
    before, after = torch.cat([a, c[:, None]], 1), torch.cat([a_after, c_after[:, None]], 1)
    is_copy = (after[:, None] == before).all(2).any(1)
    return len(after) == len(before) and bool(is_copy.any())
