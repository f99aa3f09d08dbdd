# loses: k_angles, k_hexagon
# says: no negative eigenvalue, at 30 degrees
# The formula of the original course, in k and in gram: the square root is inside the parenthesis that u multiplies.
# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    u = (x @ xp / (x.norm() * xp.norm())).clamp(-1, 1)
    return x.norm() * xp.norm() * (u * (math.pi - torch.arccos(u) + torch.sqrt(1 - u**2)) + u * (math.pi - torch.arccos(u))) / (2 * math.pi)
# %% gram
def gram(x1, x2=None):
    """Gram matrix of k: x1 (n1, d), x2 (n2, d) -> (n1, n2); without x2 that of x1 with itself, diagonal exact."""
    other = x1 if x2 is None else x2
    norms = x1.norm(dim=1)[:, None] * other.norm(dim=1)
    rho = x1 @ other.T / norms
    u = rho.clamp(-1, 1)
    values = norms * (u * (math.pi - u.arccos() + (1 - u**2).sqrt()) + u * (math.pi - u.arccos())) / (2 * math.pi)
    if x2 is None:
        values = (values + values.T) / 2
        values.diagonal().copy_(x1.square().sum(1))
    return values
