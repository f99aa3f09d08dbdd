# method: two cases, the exponents of the factors added
# %% gap_exponent
def gap_exponent(s):
    outputs_apart = 1 - 2 * s
    if s > 1:
        return outputs_apart
    return outputs_apart + (1 - s)
