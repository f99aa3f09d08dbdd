# loses: ScaledModel_trained
# says: w_0 would be trained
# Only the first layer of the reference is frozen.
# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net, self.alpha = net, alpha
        self.base = copy.deepcopy(net)
        next(self.base.parameters()).requires_grad_(False)

    def forward(self, x):
        return self.alpha * (self.net(x) - self.base(x))

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]
