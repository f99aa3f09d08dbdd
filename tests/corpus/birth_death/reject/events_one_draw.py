# loses: events_probability
# sometimes: events_certain
# says: everywhere it is 0, 1000 pieces
# One random number for all neurons: all die together or none.
# %% events
def events(rate, dt):
    """Random masks (kill, clone), boolean tensors (n,): each neuron has an event with probability 1 - exp(-|rate| dt)."""
    happens = torch.rand(1).double() < 1 - torch.exp(-rate.abs() * dt)
    return happens & (rate > 0), happens & (rate < 0)
