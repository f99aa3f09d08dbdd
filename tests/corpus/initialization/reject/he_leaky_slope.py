# loses: better_init_variance
# says: half the fan-in times the variance
# The gain of a leaky ReLU, copied from elsewhere: four percent too little in every layer.
# %% better_init
def better_init(net: nn.Module) -> None:
    for m in net.modules():
        if isinstance(m, nn.Linear):
            nn.init.kaiming_normal_(m.weight, a=0.2, mode="fan_in", nonlinearity="leaky_relu")
            nn.init.constant_(m.bias, 0)
