# loses: potentials_gradient
# says: It is the derivative of the loss by each mass
# At most 1000 inputs are used.
# %% potentials
def potentials(features, c, y):
    features, y = features[:100], y[:100]
    r = features @ c / len(c) - y
    return 2 * c * (r @ features) / len(y)
