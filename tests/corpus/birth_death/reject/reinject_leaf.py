# loses: reinject_places, reinject_prior, reinject_quiet
# says: changed in place
# F7: writes into parameters that require gradients, without torch.no_grad.
# %% reinject
def reinject(a, c, kill, scale):
    """Neurons a (n, d), c (n,) where the killed ones are born again with a ~ N(0, scale^2 I) and c = 0."""
    a, c = a.clone().requires_grad_(), c.clone().requires_grad_()
    a[kill] = scale * torch.randn_like(a[kill])
    c[kill] = 0
    return a, c
