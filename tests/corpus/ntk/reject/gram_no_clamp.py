# loses: gram_pure
# says: nan, may be 1.0000001
# Own formula without clamp: NaN where both sets share an input.
# %% gram
def gram(x1, x2=None):
    """Gram matrix of k: x1 (n1, d), x2 (n2, d) -> (n1, n2); without x2 that of x1 with itself, diagonal exact."""
    other = x1 if x2 is None else x2
    norms = x1.norm(dim=1)[:, None] * other.norm(dim=1)
    rho = x1 @ other.T / norms
    theta = torch.arccos(rho)
    values = norms * (2 * rho * (math.pi - theta) + torch.sqrt(1 - rho**2)) / (2 * math.pi)
    if x2 is None:
        values = (values + values.T) / 2
        values.diagonal().copy_(x1.square().sum(1))
    return values
