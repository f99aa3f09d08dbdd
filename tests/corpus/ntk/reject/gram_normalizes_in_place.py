# loses: gram_pairs, gram_diagonal, gram_symmetry, gram_pure
# says: changes its argument x1
# Divides its arguments by their lengths in place.
# %% gram
def gram(x1, x2=None):
    lengths = x1.norm(dim=1, keepdim=True)
    others = lengths if x2 is None else x2.norm(dim=1, keepdim=True)
    x1 /= lengths
    if x2 is not None:
        x2 /= others
    rho = x1 @ (x1 if x2 is None else x2).T
    kappa_0, kappa_1 = duals(rho)
    values = lengths * others.T * (kappa_1 + rho * kappa_0) / 2
    if x2 is None:
        values = (values + values.T) / 2
        values.diagonal().copy_(lengths[:, 0] ** 2)
    return values
