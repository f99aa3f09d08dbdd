# method: einsum over features, one sample at a time in the index notation
# %% LinSin
class LinSin(torch.nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        w, b = self.lout.weight, self.lout.bias
        return torch.einsum("nd,od->no", phi(x, self.n_features), w) + b[None, :]
