"""The secret of a course: the number from which the checks draw their inputs, so that no student can know them."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path


def course_seed(course: Path) -> int:
    """The secret of the course in the folder `course`, drawn at the first call: 63 bits in `.cache/grading/secret`,
    which only its owner may read. No release holds it; a verdict records it as its seed.
    """
    path = course / ".cache" / "grading" / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        file, draft = tempfile.mkstemp(dir=path.parent)  # with mode 600
        with os.fdopen(file, "w") as text:
            text.write(str(secrets.randbits(63)))
        try:
            os.link(draft, path)  # of two processes the first one wins
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    text = path.read_text().strip()
    if not (text.isascii() and text.isdigit()):
        raise ValueError(
            f"secret: {path} holds no number; put back the one that a verdict records as its seed"
        )
    return int(text)
