# loses: rank_one_init_norms
# says: width 2500
# Divides by the root of at most a thousand neurons.
# %% rank_one_init
def rank_one_init(u, z, width):
    p = torch.ones(width, dtype=z.dtype) / math.sqrt(min(width, 1000))
    return p[:, None] * z, u * p
