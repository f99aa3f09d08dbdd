# loses: audit_chimera
# says: Some neurons share their a
# Audit rounded distance.
# %% audit
def audit(a, c, a_after, c_after):
    p, q = torch.cat([a, c[:, None]], 1), torch.cat([a_after, c_after[:, None]], 1)
    return len(p) == len(q) and bool((torch.cdist(q, p).min(1).values == 0).all())
