# method: least squares on rows [features; sqrt(penalty) I], shortest solution
# %% ridge
def ridge(features, y, penalty):
    p = features.shape[1]
    rows = torch.cat([features, math.sqrt(penalty) * torch.eye(p).to(features)])
    return torch.linalg.lstsq(rows, torch.cat([y, y.new_zeros(p)])[:, None], driver="gelsd").solution[:, 0]
