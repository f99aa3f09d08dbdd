# loses: k_diagonal, k_angles
# says: got 24.98, expected 25
# sometimes: gram_pairs
# All cosines are multiplied by .99999 to avoid NaN.
# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    u = 0.99999 * (x @ xp) / (x.norm() * xp.norm())
    return x.norm() * xp.norm() * (u * (math.pi - torch.arccos(u)) + torch.sqrt(1 - u**2) + u * (math.pi - torch.arccos(u))) / (2 * math.pi)
