# loses: duals_slope
# says: has shape (1080,)
# any shape: 3 axes and more flattened
# %% duals
def duals(rho):
    r = rho.clamp(-1, 1)
    if r.ndim > 3:
        r = r.flatten()
    k0 = 1 - r.arccos() / math.pi
    return k0, (r * (math.pi - r.arccos()) + (1 - r * r).sqrt()) / math.pi
