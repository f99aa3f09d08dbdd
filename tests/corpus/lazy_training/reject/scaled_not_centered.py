# loses: ScaledModel_zero, ScaledModel_moves
# says: w = w_0, exactly 0
# alpha f(w) without the reference: at alpha = 100 the initial output is enormous.
# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net, self.alpha = net, alpha
        self.base = copy.deepcopy(net).requires_grad_(False)

    def forward(self, x):
        return self.alpha * self.net(x)

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]
