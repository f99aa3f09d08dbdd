# loses: gram_pairs, k_angles, k_diagonal, k_hexagon, k_single
# says: k(x, -x), no neuron is active on both
# sqrt(1 - u) in place of sqrt(1 - u^2).
# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    u = (x @ xp / (x.norm() * xp.norm())).clamp(-1, 1)
    return x.norm() * xp.norm() * (u * (math.pi - torch.arccos(u)) + torch.sqrt(1 - u) + u * (math.pi - torch.arccos(u))) / (2 * math.pi)
