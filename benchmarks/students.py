"""What section 6 of the notebook on birth-death tells of the students of three teachers.

    OMP_NUM_THREADS=1 python benchmarks/students.py

Writes `utils/assets/students.npz`; some five seconds. It runs the notebook's own cells with the model solutions. The
fourth teacher is trained in the notebook; all four would take too long there.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from grading import notebook

CELLS = ("setup", "plant", "overlaps", "long_race", "share_on_rays", "fates")
TEACHERS = (0, 2, 3)


def students() -> dict[str, np.ndarray]:
    """All that the cell `fates` tells, by its name: (teachers, 3 rules, 8 students)."""
    names: dict = {}
    for cell in notebook.read(notebook.source_file("birth_death")).cells:
        if cell.id in CELLS:
            code = "\n".join(line for line in cell.source.splitlines() if not line.startswith("%"))
            exec(compile(code, cell.id, "exec"), names)
    told = [names["fates"](*names["long_race"](seed)) for seed in tqdm(TEACHERS, unit="teacher")]
    return {name: torch.stack([one[name] for one in told]).numpy() for name in told[0]}


if __name__ == "__main__":
    torch.set_num_threads(1)
    np.savez_compressed(notebook.ROOT / "utils" / "assets" / "students.npz", **students())
