# loses: ScaledModel_trained
# says: not a copy
# The model trains a copy, and the network that it was given never moves.
# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net = net
        self.alpha = alpha
        self.start = net
        self.net = copy.deepcopy(net)

    def forward(self, x):
        return self.alpha * (self.net(x) - self.start(x).detach())

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]
