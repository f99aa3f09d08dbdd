# loses: potentials_value, potentials_gradient
# says: got 1, a mean over neurons, the slopes
# Looks at the first input of the batch only.
# %% potentials
def potentials(features, c, y):
    residual = features[0] @ c / len(c) - y[0]
    return 2 * residual * c * features[0]
