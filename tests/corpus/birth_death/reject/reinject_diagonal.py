# loses: reinject_prior
# says: covariance, each coordinate on its own
# One random number for all coordinates of a newborn.
# %% reinject
def reinject(a, c, kill, scale):
    place = (scale * torch.randn(len(c))).unsqueeze(1).expand_as(a)
    return torch.where(kill.unsqueeze(1), place, a), c * ~kill
