# method: the initial weights are kept as a dictionary of clones
# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net, self.alpha = net, alpha
        self.start = {name: w.detach().clone() for name, w in net.named_parameters()}

    def forward(self, x):
        start = torch.func.functional_call(self.net, self.start, (x,))
        return self.alpha * (self.net(x) - start)

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]
