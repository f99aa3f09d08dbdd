# loses: rank_one_init_product, rank_one_init_norms
# says: 0.111 times as large, it must be u z
# Divides by h instead of sqrt(h).
# %% rank_one_init
def rank_one_init(u, z, width):
    p = torch.full((width,), 1 / width, dtype=z.dtype)
    return torch.outer(p, z), u * p
