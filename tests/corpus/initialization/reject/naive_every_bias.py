# loses: naive_init_only_linear
# says: bias of a normalization
# Sets the biases of all modules to zero.
# %% naive_init
@torch.no_grad()
def naive_init(net, scale):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            m.weight.uniform_(-scale, scale)
        if getattr(m, "bias", None) is not None:
            m.bias.zero_()
