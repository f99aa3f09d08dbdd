# loses: rank_one_init_product, rank_one_init_norms
# Divides by h instead of sqrt(h).
# %% rank_one_init
def rank_one_init(u, z, width):
    p = torch.full((width,), 1 / width, dtype=z.dtype)
    return torch.outer(p, z), u * p
