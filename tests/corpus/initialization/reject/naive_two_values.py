# loses: naive_init_range, naive_init_only_linear, naive_init_fresh
# says: not uniform
# Only plus and minus scale / sqrt 3: the right mean and variance, not uniform.
# %% naive_init
def naive_init(net, scale):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            m.weight.data = scale / 3**0.5 * torch.randn_like(m.weight).sign()
            m.bias.data.zero_()
