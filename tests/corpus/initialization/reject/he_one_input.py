# loses: better_init_fan_in
# says: layer (5000, 1)
# A layer with one input is taken for the first, which passed no ReLU.
# %% better_init
@torch.no_grad()
def better_init(net):
    linear = [m for m in net.modules() if isinstance(m, nn.Linear)]
    for m in linear:
        gain = 1 if m.in_features == 1 else 2
        m.weight.normal_(0, (gain / m.in_features) ** 0.5)
        m.bias.zero_()
