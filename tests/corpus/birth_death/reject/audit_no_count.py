# loses: audit_count
# says: 4 after it
# Forgets that population control keeps n.
# %% audit
def audit(a, c, a_after, c_after):
    """True if (a_after, c_after) can come from (a, c) by one event of pure birth-death; a (n, d), c (n,)."""
    before, after = torch.cat([a, c[:, None]], 1), torch.cat([a_after, c_after[:, None]], 1)
    return bool((after[:, None] == before).all(2).any(1).all())
