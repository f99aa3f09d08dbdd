# loses: plant_unit, plant_function
# says: changes its argument a
# F8: works on the tensor that came in; when the length is read again it is already 1, and the strength of c stays.
# %% plant
def plant(a, c):
    """Scale neurons a (K, d), c (K,) so that |a_k||c_k| = 1, keeping directions and signs; returns the pair (a, c)."""
    a /= a.norm(dim=1, keepdim=True)
    return a, c / a.norm(dim=1)
