# loses: LinSin_linear
# says: Gradient of bias, df/db is 1
# The bias enters as data: only w is trained.
# %% LinSin
class LinSin(torch.nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        return phi(x, self.n_features) @ self.lout.weight.T + self.lout.bias.detach()

