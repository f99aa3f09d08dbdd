# loses: better_init_rest
# says: bias of a normalization
# Sets the biases of all modules to zero.
# %% better_init
@torch.no_grad()
def better_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            m.weight.normal_(std=math.sqrt(2 / m.in_features))
        if getattr(m, "bias", None) is not None:
            m.bias.zero_()
