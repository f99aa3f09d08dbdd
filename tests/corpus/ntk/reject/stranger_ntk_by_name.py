# loses: empirical_ntk_any
# says: all parameters
# all parameters (own names)
# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    ps = [p for n, p in net.named_parameters() if n.split(".")[-1] in ("weight", "bias")]

    def jac(x):
        return torch.stack(
            [
                torch.cat([g.flatten() for g in torch.autograd.grad(o, ps, retain_graph=True)])
                for o in net(x).flatten()
            ]
        )

    return jac(x1) @ jac(x2).T
