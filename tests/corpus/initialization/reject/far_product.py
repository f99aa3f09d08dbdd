# loses: far_slopes_sides, far_slopes_network
# says: here f(x) = 3 relu(x + b)
# The product of all matrices, without the ReLU.
# %% far_slopes
def far_slopes(weights):
    chain = weights[0]
    for w in weights[1:]:
        chain = w @ chain
    return chain.item(), chain.item()
