# loses: better_init_fan_in
# says: the first layer follows the same rule
# In the first layer 1/fan-in, since its inputs have passed no ReLU.
# %% better_init
def better_init(net):
    first = True
    for m in net.modules():
        if isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, std=math.sqrt((1 if first else 2) / m.in_features))
            nn.init.zeros_(m.bias)
            first = False
