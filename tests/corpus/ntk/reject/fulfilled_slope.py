# loses: fulfilled_few, fulfilled_hexagon
# says: has shape (2,)
# Returns the linear function itself, not its values at the inputs.
# %% fulfilled
def fulfilled(x, wishes):
    return torch.linalg.lstsq(x, wishes[:, None]).solution[:, 0]
