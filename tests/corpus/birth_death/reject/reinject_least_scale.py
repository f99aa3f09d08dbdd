# loses: reinject_prior
# says: The law is normal
# Reinject least scale.
# %% reinject
def reinject(a, c, kill, scale):
    new = max(scale, 0.5) * torch.randn_like(a)
    return torch.where(kill[:, None], new, a), torch.where(kill, 0.0, c)
