# loses: LinSin_linear
# says: 40 features
# df/dw_j = phi_j, only D=8 ok
# %% LinSin
class LinSin(torch.nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        f = phi(x, self.n_features)
        h = self.n_features // 2
        if self.n_features > 30:
            f = torch.cat([f[:, h:], f[:, :h]], 1)
        return self.lout(f)
