# loses: reinject_prior
# says: the law is normal
# Double exponential with the right mean and variance.
# %% reinject
def reinject(a, c, kill, scale):
    law = torch.distributions.Laplace(0.0, scale / 2**0.5)
    places = law.sample(a.shape).to(a.dtype)
    return torch.where(kill[:, None], places, a), torch.where(kill, 0.0, c)
