# method: every term of the product has its exponent, the largest one rules
# %% gap_exponent
def gap_exponent(s):
    apart = 1 - 2 * s
    terms = {"outputs": 1 - s, "label": 0.0}
    return sorted(apart + term for term in terms.values())[-1]
