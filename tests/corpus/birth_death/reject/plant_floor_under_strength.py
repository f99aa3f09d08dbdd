# loses: plant_function
# says: direction or its sign
# A floor under the strength of c only.
# %% plant
def plant(a, c):
    t = (a.norm(dim=1) * c.abs()).sqrt()
    return a / t[:, None], c / t.clamp_min(1e-3)
