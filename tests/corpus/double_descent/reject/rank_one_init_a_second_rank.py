# loses: rank_one_init_norms
# says: the number of values does not fit
# Adds neurons that the readout does not see: the product is right and the rank is two.
# %% rank_one_init
def rank_one_init(u, z, width):
    p, q = torch.linalg.qr(torch.randn(width, 2, dtype=z.dtype))[0].T
    return torch.outer(p, z) + torch.outer(q, z.flip(0)), u * p
