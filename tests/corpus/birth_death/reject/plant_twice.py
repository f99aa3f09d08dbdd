# loses: plant_unit, plant_function
# says: on its own has strength 1
# Divides both factors by the full strength: |a||c| becomes its inverse.
# %% plant
def plant(a, c):
    """Scale neurons a (K, d), c (K,) so that |a_k||c_k| = 1, keeping directions and signs; returns the pair (a, c)."""
    strength = a.norm(dim=1) * c.abs()
    return a / strength[:, None], c / strength
