# loses: LinSin_linear
# says: -3 w, times the output
# A skip connection x -> f(x) + x slipped in.
# %% LinSin
class LinSin(torch.nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        f = phi(x, self.n_features) @ self.lout.weight.T + self.lout.bias
        return f + x * self.lout.weight.abs().sum()
