# loses: reinject_places
# says: A newborn has c = 0
# Reinject twins too.
# %% reinject
def reinject(a, c, kill, scale):
    kill = torch.isin(c, c[kill])
    return torch.where(kill[:, None], scale * torch.randn_like(a), a), torch.where(kill, 0.0, c)
