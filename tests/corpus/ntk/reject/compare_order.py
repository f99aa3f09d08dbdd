# loses: compare_example, compare_random
# says: 2 of 3 entries, compares a with b
# The agreement comes first.
# %% compare
def compare(labels, a, b):
    """(accuracy of a, accuracy of b, agreement of a and b), three numbers in [0, 1]; labels, a, b (n,) classes."""
    return tuple(float((first == second).double().mean()) for first, second in ((a, b), (a, labels), (b, labels)))
