# loses: reinject_prior
# says: the law is normal
# Uniform with the right variance.
# %% reinject
def reinject(a, c, kill, scale):
    place = scale * 12**0.5 * (torch.rand(a.shape) - 0.5)
    return torch.where(kill.unsqueeze(1), place, a), c * ~kill
