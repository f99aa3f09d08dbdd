# loses: audit_copies, audit_chimera
# says: have moved, hardly moved
# Nearly equal is enough for it: a neuron that has moved a little passes for a copy.
# %% audit
def audit(a, c, a_after, c_after):
    if len(c) != len(c_after):
        return False
    before, after = torch.cat([a, c[:, None]], 1), torch.cat([a_after, c_after[:, None]], 1)
    return all(any(torch.allclose(p, q, rtol=1e-4) for q in before) for p in after)
