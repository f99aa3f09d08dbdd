# loses: better_init_variance
# says: E w^4
# The right variance, but another distribution.
# %% better_init
def better_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            b = math.sqrt(1 / m.in_features)
            m.weight.data = torch.distributions.Laplace(0.0, b).sample(m.weight.shape)
            nn.init.zeros_(m.bias)
