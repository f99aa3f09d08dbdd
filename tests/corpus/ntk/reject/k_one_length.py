# loses: gram_pairs, k_angles, k_lengths
# says: x' by b multiplies k by a b
# Only the length of x is there.
# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    u = (x @ xp / (x.norm() * xp.norm())).clamp(-1, 1)
    return x.norm() * x.norm() * (u * (math.pi - torch.arccos(u)) + torch.sqrt(1 - u**2) + u * (math.pi - torch.arccos(u))) / (2 * math.pi)
