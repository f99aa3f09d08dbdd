# loses: compare_example, compare_random
# says: is empty
# Kind: degenerate returns. A list that is filled and never returned.
# %% compare
def compare(labels, a, b):
    found = []
    for one, other in ((a, labels), (b, labels), (a, b)):
        share = (one == other).double().mean()
    return found
