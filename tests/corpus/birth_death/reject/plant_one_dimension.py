# loses: plant_function
# says: plant
# Plant one dimension.
# %% plant
def plant(a, c):
    norm = a.norm(dim=1, keepdim=True)
    return (a / norm).squeeze(1) if a.shape[1] == 1 else a / norm, c.sign()
