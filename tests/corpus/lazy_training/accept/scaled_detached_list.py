# method: an unregistered copy in a list, detached
# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net, self.alpha = net, alpha
        self.hidden = [copy.deepcopy(net)]

    def forward(self, x):
        change = self.net(x) - self.hidden[0](x).detach()
        return change * self.alpha

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]
