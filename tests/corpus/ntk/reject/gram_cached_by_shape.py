# loses: gram_pairs, gram_pure
# says: entry (i, j) is k(x1[i], x2[j])
# Kind: state between calls. A second call with inputs of the same shape gets the first answer.
# %% gram
kept = {}


def gram(x1, x2=None):
    other = x1 if x2 is None else x2
    if (x1.shape, other.shape) not in kept:
        norms = x1.norm(dim=1)[:, None] * other.norm(dim=1)
        kappa_0, kappa_1 = duals(x1 @ other.T / norms)
        values = norms * kappa_1 / 2 + x1 @ other.T * kappa_0 / 2
        if x2 is None:
            values = (values + values.T) / 2
            values.diagonal().copy_(x1.square().sum(1))
        kept[x1.shape, other.shape] = values
    return kept[x1.shape, other.shape]
