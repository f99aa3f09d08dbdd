# loses: ScaledModel_trained
# says: nothing can be trained
# The network is frozen together with its copy: nothing can be trained.
# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net, self.alpha = net.requires_grad_(False), alpha
        self.base = copy.deepcopy(net)

    def forward(self, x):
        return self.alpha * (self.net(x) - self.base(x)) + 0 * x.clone().requires_grad_()

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]
