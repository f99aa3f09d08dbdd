# loses: plant_function
# says: the sign of c
# Divides by |c| and replaces the sign: all planted neurons become positive.
# %% plant
def plant(a, c):
    """Scale neurons a (K, d), c (K,) so that |a_k||c_k| = 1, keeping directions and signs; returns the pair (a, c)."""
    return a / a.norm(dim=1, keepdim=True), torch.ones_like(c)
