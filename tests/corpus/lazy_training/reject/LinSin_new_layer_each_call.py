# loses: LinSin_shape, LinSin_linear
# says: at every input, b = 0.5
# A new random layer is made in every forward pass; nothing that is trained is ever used.
# %% LinSin
class LinSin(torch.nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        return torch.nn.Linear(self.n_features, 1)(phi(x, self.n_features))
