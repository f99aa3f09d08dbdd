# loses: rank_one_init_norms
# says: It must be u z
# Alternating signs with a forgotten neuron at odd widths above 9.
# %% rank_one_init
def rank_one_init(u, z, width):
    p = torch.ones(width, dtype=z.dtype)
    q = p.clone()
    if width % 2 and width > 9:
        q[-1] = -1
    return torch.outer(p, z) / width**0.5, u * q / width**0.5
