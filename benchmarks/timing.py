"""Time two callables alternately in one process and print the ratio as one JSON line.

Processor seconds, because neighbours on the machine then hardly count; alternately, because they still count a little.
A ratio belongs to its machine: a textbook loop is calls, and what we put in its place is mostly arithmetic; where a
call costs less and arithmetic as much, the ratio is smaller.
"""

import json
import os
import time
from collections.abc import Callable
from statistics import median


def seconds(call: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def compare(
    name: str,
    textbook: Callable[[], object],
    ours: Callable[[], object],
    *,
    repeats: int = 5,
    factor: float = 1.0,
) -> dict:
    """Alternate the two `repeats` times, print and return {"name", "textbook_s", "ours_s", "ratio", "load"}: medians.

    `factor`: by how much the textbook's work was shortened (a loop of 1000 of 50 000 steps has factor 50); its time is
    multiplied by it. A ratio is that of two neighbours in time.
    """
    ours()  # warm: the first call pays for imports and buffers
    pairs = [(seconds(textbook) * factor, seconds(ours)) for _ in range(repeats)]
    slow, fast = (median(times) for times in zip(*pairs))
    line = {
        "name": name,
        "textbook_s": round(slow, 4),
        "ours_s": round(fast, 5),
        "ratio": round(median(a / b for a, b in pairs), 1),
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(line), flush=True)
    return line
