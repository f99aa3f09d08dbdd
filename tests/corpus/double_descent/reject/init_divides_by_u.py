# loses: rank_one_init_norms
# says: Both layers share one p
# Init divides by u.
# %% rank_one_init
def rank_one_init(u, z, width):
    p = torch.full((width,), width**-0.5, dtype=z.dtype)
    readout = u * p
    return torch.outer(readout / readout.norm(), z) * (1 if u > 0 else -1), readout
