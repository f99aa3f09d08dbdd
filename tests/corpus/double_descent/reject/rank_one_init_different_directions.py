# loses: rank_one_init_product, rank_one_init_norms
# says: It must be u z
# Draws a new unit vector for each layer: their overlap is not one.
# %% rank_one_init
def rank_one_init(u, z, width):
    p, q = torch.randn(2, width, dtype=z.dtype)
    return torch.outer(p / p.norm(), z), u * q / q.norm()
