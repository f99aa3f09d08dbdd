# method: NumPy's polyfit in log10
# %% loglog_slope
def loglog_slope(x, y):
    import numpy as np

    return float(np.polyfit(np.log10(x.numpy()), np.log10(y.numpy()), 1)[0])
