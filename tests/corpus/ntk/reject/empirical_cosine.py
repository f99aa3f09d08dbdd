# loses: empirical_ntk_linear, empirical_ntk_any
# says: 5 of 5 entries, x.x' + 1
# The gradients are normalized: cosines in place of the kernel.
# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    """Empirical neural tangent kernel (n1, n2) of a module with one output, over all its parameters."""
    unit = [nn.functional.normalize(kernels.jacobian(net, x), dim=1) for x in (x1, x2)]
    return unit[0] @ unit[1].T
