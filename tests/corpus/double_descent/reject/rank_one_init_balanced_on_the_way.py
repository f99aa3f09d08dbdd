# loses: rank_one_init_norms
# says: it must be |u|
# Splits the product evenly between the layers: u and z are not what was asked for.
# %% rank_one_init
def rank_one_init(u, z, width):
    p = torch.full((width,), width**-0.5, dtype=z.dtype)
    scale = (abs(u) / z.norm()) ** 0.5
    return torch.outer(p, z * scale), u * p / scale
