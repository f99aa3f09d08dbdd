# loses: audit_chimera
# says: changed copies, another order
# Knows a neuron by the sum of its inner weights.
# %% audit
def audit(a, c, a_after, c_after):
    if len(c) != len(c_after):
        return False
    old = {(float(x.sum()), float(w)) for x, w in zip(a, c)}
    return all((float(x.sum()), float(w)) in old for x, w in zip(a_after, c_after))
