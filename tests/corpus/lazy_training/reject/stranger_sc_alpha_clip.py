# loses: ScaledModel_moves
# says: 0.05 times
# alpha any
# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net = net
        self.alpha = alpha
        self.start = copy.deepcopy(net).requires_grad_(False)

    def forward(self, x):
        return max(min(self.alpha, 1e3), 0.1) * (self.net(x) - self.start(x))

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]
