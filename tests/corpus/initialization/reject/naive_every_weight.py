# loses: naive_init_only_linear
# says: normalization and prelu keep
# Everything that has a weight, normalization layers included.
# %% naive_init
def naive_init(net, scale):
    for name, parameter in net.named_parameters():
        if name.endswith("weight"):
            nn.init.uniform_(parameter, -scale, scale)
        else:
            nn.init.zeros_(parameter)
