# method: torch.nn.functional.linear
# %% LinSin
class LinSin(torch.nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        features = phi(x, self.n_features)
        return torch.nn.functional.linear(features, self.lout.weight, self.lout.bias)
