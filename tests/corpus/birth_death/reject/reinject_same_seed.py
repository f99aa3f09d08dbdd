# loses: reinject_prior
# says: two calls are independent
# A generator seeded inside: at every call the newborns come to the same places.
# %% reinject
def reinject(a, c, kill, scale):
    draw = torch.Generator().manual_seed(1)
    place = scale * torch.randn(a.shape, generator=draw)
    return torch.where(kill.unsqueeze(1), place, a), c * ~kill
