# loses: events_probability
# says: decides on its own, Every neuron decides on its own
# Every random number serves three neighbors.
# %% events
def events(rate, dt):
    u = torch.rand(len(rate) // 3 + 1).repeat_interleave(3)[: len(rate)]
    happens = u < 1 - torch.exp(-rate.abs() * dt)
    return happens & (rate > 0), happens & (rate < 0)
