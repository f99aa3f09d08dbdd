# loses: k_single
# says: nan, may be 1.0000001
# sometimes: k_hexagon
# Equal inputs in single precision give NaN.
# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    u = x @ xp / (x.norm() * xp.norm())
    return x.norm() * xp.norm() * (u * (math.pi - torch.arccos(u)) + torch.sqrt(1 - u**2) + u * (math.pi - torch.arccos(u))) / (2 * math.pi)
