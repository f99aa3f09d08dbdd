# loses: events_certain, events_probability
# says: has shape (4, 4), expected (4,), positive rates kill
# F9: random numbers of shape (n, 1) against rates of shape (n,): masks of shape (n, n).
# %% events
def events(rate, dt):
    """Random masks (kill, clone), boolean tensors (n,): each neuron has an event with probability 1 - exp(-|rate| dt)."""
    happens = torch.rand(len(rate), 1) < 1 - torch.exp(-rate.abs() * dt)
    return happens & (rate > 0), happens & (rate < 0)
