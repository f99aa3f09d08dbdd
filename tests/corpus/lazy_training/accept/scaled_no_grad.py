# method: the reference is evaluated under no_grad
# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net, self.alpha = net, alpha
        self.base = copy.deepcopy(net)

    def forward(self, x):
        with torch.no_grad():
            start = self.base(x)
        return self.alpha * (self.net(x) - start)

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]
