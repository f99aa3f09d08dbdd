# loses: gradient_init_fresh
# says: bias of a normalization
# Sets the biases of all modules to zero.
# %% gradient_init
@torch.no_grad()
def gradient_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            m.weight.normal_(std=math.sqrt(2 / m.out_features))
        if getattr(m, "bias", None) is not None:
            m.bias.zero_()
