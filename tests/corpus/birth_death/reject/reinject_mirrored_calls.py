# loses: reinject_prior
# says: two calls are independent
# Every second call gives the mirror image of the places of the call before.
# %% reinject
_last = {}


def reinject(a, c, kill, scale):
    places = _last.pop((a.shape, scale), None)
    if places is None:
        places = scale * torch.randn(a.shape, dtype=a.dtype)
        _last[a.shape, scale] = -places
    return torch.where(kill[:, None], places, a), torch.where(kill, 0.0, c)
