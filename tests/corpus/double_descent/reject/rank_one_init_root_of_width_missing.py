# loses: rank_one_init_product, rank_one_init_norms
# says: 9 times as large, it must be u z
# p = (1, ..., 1) without 1/sqrt(h): the product is h times too large.
# %% rank_one_init
def rank_one_init(u, z, width):
    p = torch.ones(width, dtype=z.dtype)
    return torch.outer(p, z), u * p
