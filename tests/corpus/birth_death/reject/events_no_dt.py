# loses: events_certain, events_probability
# says: the same events, 1000 pieces
# |rate| itself is the probability, without a time step.
# %% events
def events(rate, dt):
    """Random masks (kill, clone), boolean tensors (n,): each neuron has an event with probability 1 - exp(-|rate| dt)."""
    happens = torch.rand_like(rate) < rate.abs()
    return happens & (rate > 0), happens & (rate < 0)
