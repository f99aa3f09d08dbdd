# loses: plant_function
# says: a neuron changed its direction
# Plant clamped lengths.
# %% plant
def plant(a, c):
    return a / a.norm(dim=1, keepdim=True).clamp(min=1e-3), c / c.abs().clamp(min=1e-3)
