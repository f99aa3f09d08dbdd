# loses: reinject_prior
# says: a newborn comes twice
# Plus or minus scale: mean and variance are right, the law is not.
# %% reinject
def reinject(a, c, kill, scale):
    place = scale * torch.randn(a.shape).sign()
    return torch.where(kill.unsqueeze(1), place, a), c * ~kill
