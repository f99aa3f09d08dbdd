# loses: k_angles, gram_pairs
# says: at 30 degrees, builds on `k_angles`
# The first layer's term lacks the scalar product x . x'.
# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    u = (x @ xp / (x.norm() * xp.norm())).clamp(-1, 1)
    return x.norm() * xp.norm() * (u * (math.pi - torch.arccos(u)) + torch.sqrt(1 - u**2) + (math.pi - torch.arccos(u))) / (2 * math.pi)
