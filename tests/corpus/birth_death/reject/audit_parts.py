# loses: audit_chimera
# says: parts are old
# Checks places and weights one by one: a pair of two parents passes.
# %% audit
def audit(a, c, a_after, c_after):
    """True if (a_after, c_after) can come from (a, c) by one event of pure birth-death; a (n, d), c (n,)."""
    places = (a_after[:, None] == a).all(2).any(1)
    return len(c_after) == len(c) and bool(places.all()) and bool(torch.isin(c_after, c).all())
