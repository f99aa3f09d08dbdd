# loses: audit_chimera
# says: changed copies, mirrored
# Knows a neuron by the length of its inner weights: a mirror image passes.
# %% audit
def audit(a, c, a_after, c_after):
    if len(c) != len(c_after):
        return False
    old = {(float(x.norm()), float(w)) for x, w in zip(a, c)}
    return all((float(x.norm()), float(w)) in old for x, w in zip(a_after, c_after))
