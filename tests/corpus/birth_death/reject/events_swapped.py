# loses: events_certain, events_probability
# says: positive rates kill, opposite order, 1000 pieces
# F3: kills where the rate is negative.
# %% events
def events(rate, dt):
    """Random masks (kill, clone), boolean tensors (n,): each neuron has an event with probability 1 - exp(-|rate| dt)."""
    happens = torch.rand_like(rate) < 1 - torch.exp(-rate.abs() * dt)
    return happens & (rate < 0), happens & (rate > 0)
