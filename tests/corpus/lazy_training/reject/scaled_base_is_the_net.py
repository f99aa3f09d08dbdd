# loses: ScaledModel_moves
# says: alpha
# No copy: base and net are one object, so the output stays zero for ever.
# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net, self.alpha = net, alpha
        self.base = net

    def forward(self, x):
        return self.alpha * (self.net(x) - self.base(x).detach())

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]
