# loses: gradient_init_fresh
# says: inside two blocks
# all inside: two levels only
# %% gradient_init
def gradient_init(net):
    for top in [net, *net.children()]:
        for m in [top, *top.children()]:
            if isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, 0, (2 / m.out_features) ** 0.5)
                if m.bias is not None:
                    nn.init.zeros_(m.bias)
