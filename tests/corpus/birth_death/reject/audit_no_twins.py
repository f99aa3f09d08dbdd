# loses: audit_copies, audit_chimera
# says: a legal event
# Refuses twins: but births are copies.
# %% audit
def audit(a, c, a_after, c_after):
    """True if (a_after, c_after) can come from (a, c) by one event of pure birth-death; a (n, d), c (n,)."""
    before, after = torch.cat([a, c[:, None]], 1), torch.cat([a_after, c_after[:, None]], 1)
    is_copy = (after[:, None] == before).all(2).any(1)
    return len(after) == len(before) and bool(is_copy.all()) and len(after.unique(dim=0)) == len(after)
