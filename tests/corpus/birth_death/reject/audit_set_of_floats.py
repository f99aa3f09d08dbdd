# loses: audit_chimera
# says: changed copies, another order
# Knows a neuron by the set of its numbers: coordinates in another order pass.
# %% audit
def audit(a, c, a_after, c_after):
    if len(c) != len(c_after):
        return False
    old = {frozenset(x.tolist()) | {float(w)} for x, w in zip(a, c)}
    return all(frozenset(x.tolist()) | {float(w)} in old for x, w in zip(a_after, c_after))
