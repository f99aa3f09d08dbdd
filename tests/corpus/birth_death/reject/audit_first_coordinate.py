# loses: audit_chimera
# says: coordinates of two parents
# Compares the first coordinate of a and the weight: in one dimension that is the whole neuron.
# %% audit
def audit(a, c, a_after, c_after):
    if len(c) != len(c_after):
        return False
    known = {(float(place), float(weight)) for place, weight in zip(a[:, 0], c)}
    return all((float(place), float(weight)) in known for place, weight in zip(a_after[:, 0], c_after))
