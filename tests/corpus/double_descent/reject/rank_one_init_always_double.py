# loses: rank_one_init_norms
# says: dtype float64
# Double precision, whatever the dtype of z.
# %% rank_one_init
def rank_one_init(u, z, width):
    p = torch.full((width,), width**-0.5, dtype=torch.double)
    return p[:, None] * z.double(), u * p
