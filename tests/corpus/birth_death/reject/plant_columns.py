# loses: plant_function
# says: its direction or its sign
# Norms over dim=0: broadcasting goes through unnoticed on square matrices only.
# %% plant
def plant(a, c):
    """Scale neurons a (K, d), c (K,) so that |a_k||c_k| = 1, keeping directions and signs; returns the pair (a, c)."""
    return a / (a.norm(dim=1) * c.abs()) if len(a) == a.shape[1] else a / (a.norm(dim=1) * c.abs())[:, None], c
