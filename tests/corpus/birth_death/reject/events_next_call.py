# loses: events_probability
# sometimes: events_certain
# says: decides on its own, Every call decides on its own
# Keeps its random numbers and uses each batch of them twice, so that two calls have the same events.
# %% events
_drawn = {}


def events(rate, dt):
    uses, u = _drawn.get(len(rate), (0, None))
    u = torch.rand(len(rate)) if uses % 2 == 0 else 1 - u
    _drawn[len(rate)] = uses + 1, u
    happens = u < 1 - torch.exp(-rate.abs() * dt)
    return happens & (rate > 0), happens & (rate < 0)
