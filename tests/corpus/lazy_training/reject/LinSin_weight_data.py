# loses: LinSin_linear
# says: gradient of weight, df/dw_j
# The weights enter as data: only b is trained, and the output hangs on it.
# %% LinSin
class LinSin(torch.nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        return phi(x, self.n_features) @ self.lout.weight.data.T + self.lout.bias

