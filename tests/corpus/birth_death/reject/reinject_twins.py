# loses: reinject_prior
# says: a newborn comes twice
# Newborns come in pairs at one place.
# %% reinject
def reinject(a, c, kill, scale):
    place = scale * torch.randn((len(c) + 1) // 2, a.shape[1]).repeat_interleave(2, 0)[: len(c)]
    return torch.where(kill.unsqueeze(1), place, a), c * ~kill
