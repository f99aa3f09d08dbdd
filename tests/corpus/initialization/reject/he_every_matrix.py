# loses: better_init_rest
# says: only linear layers change
# All parameters: weights by their last axis, the rest zero, batch normalization included.
# %% better_init
def better_init(net):
    for parameter in net.parameters():
        if parameter.ndim > 1:
            nn.init.normal_(parameter, std=math.sqrt(2 / parameter.shape[1]))
        else:
            nn.init.zeros_(parameter)
