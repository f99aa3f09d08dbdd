# loses: fulfilled_hexagon
# says: parallel inputs
# Up to d pairs are thought free, also where two are parallel.
# %% fulfilled
def fulfilled(x, wishes):
    if len(x) <= x.shape[1]:
        return wishes.clone()
    return x @ torch.linalg.lstsq(x, wishes[:, None]).solution[:, 0]
