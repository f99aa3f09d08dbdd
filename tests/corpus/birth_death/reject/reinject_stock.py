# loses: reinject_prior
# says: a newborn comes twice
# Reinject stock.
# %% reinject
def reinject(a, c, kill, scale):
    pool = torch.randn(max(1, len(a) // 2), a.shape[1]).to(a)
    g = pool[torch.randint(0, len(pool), (len(a),))]
    return torch.where(kill[:, None], scale * g, a), torch.where(kill, 0.0, c)
