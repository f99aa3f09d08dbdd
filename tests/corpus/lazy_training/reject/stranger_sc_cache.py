# loses: ScaledModel_moves
# says: moved weights
# f0 cached by shape of x
# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net = net
        self.alpha = alpha
        self.f0 = {}
        self.start = [copy.deepcopy(net).requires_grad_(False)]

    def forward(self, x):
        k = tuple(x.shape)
        if k not in self.f0:
            self.f0[k] = self.start[0](x)
        return self.alpha * (self.net(x) - self.f0[k])

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]
