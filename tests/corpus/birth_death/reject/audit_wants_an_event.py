# loses: audit_chimera
# says: Some neurons share their a
# Without events it says no.
# %% audit
def audit(a, c, a_after, c_after):
    p, q = torch.cat([a, c[:, None]], 1), torch.cat([a_after, c_after[:, None]], 1)
    if torch.equal(p, q):
        return False
    return len(p) == len(q) and bool((q[:, None] == p).all(2).any(1).all())
