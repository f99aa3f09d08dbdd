# loses: plant_unit, plant_function
# says: on its own has strength 1
# Normalizes a and forgets c.
# %% plant
def plant(a, c):
    """Scale neurons a (K, d), c (K,) so that |a_k||c_k| = 1, keeping directions and signs; returns the pair (a, c)."""
    return a / a.norm(dim=1, keepdim=True), c
