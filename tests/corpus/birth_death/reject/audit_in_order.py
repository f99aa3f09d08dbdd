# loses: audit_copies, audit_chimera
# says: a legal event, Some neurons share their a
# Compares neuron by neuron: any real event is refused.
# %% audit
def audit(a, c, a_after, c_after):
    """True if (a_after, c_after) can come from (a, c) by one event of pure birth-death; a (n, d), c (n,)."""
    return torch.equal(a, a_after) and torch.equal(c, c_after)
