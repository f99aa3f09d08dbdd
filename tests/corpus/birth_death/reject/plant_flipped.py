# loses: plant_function
# says: its direction or its sign
# Divides a by |a| c with its sign: negative neurons turn round.
# %% plant
def plant(a, c):
    """Scale neurons a (K, d), c (K,) so that |a_k||c_k| = 1, keeping directions and signs; returns the pair (a, c)."""
    return a / (a.norm(dim=1) * c)[:, None], c
