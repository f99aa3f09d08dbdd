# loses: better_init_variance, better_init_rest
# says: holds 2 numbers
# Plus and minus one number: the variance is right, but neither normal nor uniform.
# %% better_init
def better_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            m.weight.data = torch.randn_like(m.weight).sign() * math.sqrt(2 / m.in_features)
            m.bias.data.zero_()
