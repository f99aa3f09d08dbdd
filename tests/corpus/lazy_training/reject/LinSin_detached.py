# loses: LinSin_linear
# says: hangs on no weight
# The weights enter as data: no gradient reaches them.
# %% LinSin
class LinSin(torch.nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        return phi(x, self.n_features) @ self.lout.weight.data.T + self.lout.bias.data
