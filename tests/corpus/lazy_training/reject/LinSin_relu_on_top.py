# loses: LinSin_linear
# says: -3 times the output
# A nonlinearity on the output: the model is no longer linear in its weights.
# %% LinSin
class LinSin(torch.nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        return torch.relu(self.lout(phi(x, self.n_features)))
