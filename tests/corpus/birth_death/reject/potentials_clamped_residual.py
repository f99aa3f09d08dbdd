# loses: potentials_gradient
# says: It is the derivative of the loss by each mass
# Potentials clamped residual.
# %% potentials
def potentials(features, c, y):
    r = (features @ c / len(c) - y).clamp(-10, 10)
    return 2 * c * (r @ features) / len(y)
