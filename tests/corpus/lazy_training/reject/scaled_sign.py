# loses: ScaledModel_moves
# says: alpha
# base - net: the sign is reversed.
# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net, self.alpha = net, alpha
        self.base = copy.deepcopy(net).requires_grad_(False)

    def forward(self, x):
        return self.alpha * (self.base(x) - self.net(x))

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]
