# method: a line magic and display in an answer cell, arithmetic with Booleans
# %% predict_class
%matplotlib inline
from IPython.display import Markdown, display


def predict_class(f, c1, c2):
    f = f.reshape(len(f))
    nearer = (9 * f - c1).abs() < (9 * f - c2).abs()
    return nearer * c1 + (~nearer) * c2


display(Markdown("**done**"))
%time predict_class(torch.rand(1000), 3, 6)
