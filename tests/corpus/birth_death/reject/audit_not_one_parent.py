# loses: audit_chimera
# says: Some neurons share their a
# Audit not one parent.
# %% audit
def audit(a, c, a_after, c_after):
    p, q = torch.cat([a, c[:, None]], 1), torch.cat([a_after, c_after[:, None]], 1)
    if len(p) != len(q) or len(q.unique(dim=0)) < 2 <= len(p):
        return False
    return bool((q[:, None] == p).all(2).any(1).all())
