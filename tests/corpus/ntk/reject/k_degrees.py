# loses: k_diagonal, k_angles, k_hexagon, k_single, gram_pairs
# says: got 1407, at 30 degrees
# The angle is measured in degrees.
# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    u = (x @ xp / (x.norm() * xp.norm())).clamp(-1, 1)
    return x.norm() * xp.norm() * (u * (math.pi - torch.rad2deg(torch.arccos(u))) + torch.sqrt(1 - u**2) + u * (math.pi - torch.rad2deg(torch.arccos(u)))) / (2 * math.pi)
