# loses: gradient_init_fresh, gradient_init_shape
# says: inside a block
# Only the direct children of the network.
# %% gradient_init
def gradient_init(net):
    for module in net.children():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=math.sqrt(2 / module.out_features))
            nn.init.zeros_(module.bias)
