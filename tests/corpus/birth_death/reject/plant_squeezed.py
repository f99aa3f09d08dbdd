# loses: plant_function, plant_unit
# says: has shape (5,), expected (1, 5)
# Drops axes of length one: a single planted neuron.
# %% plant
def plant(a, c):
    size = (a.norm(dim=1) * c.abs()).squeeze()
    return (a / size.unsqueeze(-1)).squeeze(), c
