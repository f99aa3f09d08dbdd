# loses: empirical_ntk_linear
# says: it is the transpose
# rows and columns: equal sizes transposed
# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    J1, J2 = kernels.jacobian(net, x1), kernels.jacobian(net, x2)
    return J1 @ J2.T if len(x1) != len(x2) else J2 @ J1.T
