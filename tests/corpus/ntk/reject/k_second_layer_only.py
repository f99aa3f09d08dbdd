# loses: k_diagonal, k_angles, k_single, gram_pairs
# says: 0.5 times as large, both layers
# The NNGP kernel: only the derivatives in the second layer.
# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    u = (x @ xp / (x.norm() * xp.norm())).clamp(-1, 1)
    return x.norm() * xp.norm() * (u * (math.pi - torch.arccos(u)) + torch.sqrt(1 - u**2)) / (2 * math.pi)
