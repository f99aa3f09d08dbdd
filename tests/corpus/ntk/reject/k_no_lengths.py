# loses: gram_pairs, k_angles, k_diagonal, k_lengths, k_single
# says: got 1, multiplies k by a b
# The kernel of the directions: the lengths of x and x' are forgotten.
# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    u = (x @ xp / (x.norm() * xp.norm())).clamp(-1, 1)
    return (u * (math.pi - torch.arccos(u)) + torch.sqrt(1 - u**2) + u * (math.pi - torch.arccos(u))) / (2 * math.pi)
