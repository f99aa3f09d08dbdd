# loses: tangent_derivative, tangent_unchanged
# says: after the call
# The difference quotient shifts the weights of the network itself and leaves them shifted.
# %% tangent
def tangent(net, x, step):
    start, f = parameters_to_vector(net.parameters()).detach(), net(x).detach()
    vector_to_parameters(start + 1e-3 * step, net.parameters())
    ahead = net(x).detach()
    vector_to_parameters(start - 1e-3 * step, net.parameters())
    return f + (ahead - net(x).detach()) / 2e-3
