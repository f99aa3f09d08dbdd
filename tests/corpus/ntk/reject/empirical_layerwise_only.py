# loses: empirical_ntk_any
# says: your `empirical_ntk` stopped
# The fast form for linear layers, which leaves out everything else.
# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    """Empirical neural tangent kernel (n1, n2) of a module with one output, over all its parameters."""
    return kernels.layerwise_ntk(net, x1, x2)
