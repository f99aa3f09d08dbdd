# loses: LinSin_linear
# says: w . phi(x) + b
# An extra 1/sqrt(D) in front of the features: another parametrization, another learning rate.
# %% LinSin
class LinSin(torch.nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        return self.lout(phi(x, self.n_features) / math.sqrt(self.n_features))
