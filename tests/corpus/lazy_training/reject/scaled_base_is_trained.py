# loses: ScaledModel_trained
# says: w_0 would be trained
# The copy keeps its gradients: the optimizer moves the reference as well.
# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net, self.alpha = net, alpha
        self.base = copy.deepcopy(net)

    def forward(self, x):
        return self.alpha * (self.net(x) - self.base(x))

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]
