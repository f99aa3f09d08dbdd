# loses: frozen_part_rest, frozen_part_rank
# says: nothing is frozen
# Frozen *coordinates*: only weights whose column is zero are kept.
# %% frozen_part
def frozen_part(features, w):
    return w * (features.abs().sum(0) == 0)
