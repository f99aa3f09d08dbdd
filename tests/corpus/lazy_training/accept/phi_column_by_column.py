# method: a list of columns, built in plain Python; float32 answer
# %% phi
def phi(x, n_features):
    columns = [torch.sin(k * torch.pi * x[:, 0]) for k in range(1, n_features // 2 + 1)]
    columns += [torch.cos(k * torch.pi * x[:, 0]) for k in range(1, n_features // 2 + 1)]
    return torch.stack(columns, dim=1).float()
