# loses: k_diagonal, k_angles, k_hexagon, k_single, gram_pairs
# says: got 0, both layers give |x|^2 / 2
# arccos u where pi - arccos u belongs: the diagonal vanishes.
# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    u = (x @ xp / (x.norm() * xp.norm())).clamp(-1, 1)
    return x.norm() * xp.norm() * (u * torch.arccos(u) + torch.sqrt(1 - u**2) + u * torch.arccos(u)) / (2 * math.pi)
