# loses: audit_pair, audit_steps, audit_stable
# says: is a string, expected True or False
# The verdict is a word: "False" is true to every `if`.
# %% audit
def audit(lr, lambda_max, n_steps):
    speed = lr * lambda_max
    time = speed * n_steps
    return str(bool((speed < 2).all() and time.max() <= 1.1 * time.min()))
