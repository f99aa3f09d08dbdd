"""Building an assignment: execute the instructor notebook, write its canonical form, its thumbnails and its release."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Iterable
from pathlib import Path

from nbformat import NotebookNode

from grading import notebook

FIGURE = "figure-"  # a cell tagged figure-NAME gives figures/expected-NAME.png
_BLUR, _VISIBLE = 2, 12  # pixels around one; what of 255 is seen in the mean over them
_THUMBNAIL_WIDTH = 720  # pixels: several panels are legible across the page, some ten kilobytes each


def execute(nb: NotebookNode, folder: Path, timeout: int = 600) -> NotebookNode:
    """Run every cell from top to bottom in a fresh kernel started in `folder`; ValueError names a cell that fails."""
    from nbclient import NotebookClient  # a kernel client costs a second to import: only `build` needs it
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    quiet = Config({"KernelManager": {"transport_encryption": "auto"}})  # else every kernel warns
    client = NotebookClient(
        nb, timeout=timeout, record_timing=False, resources={"metadata": {"path": str(folder)}}, config=quiet
    )
    try:
        return client.execute()
    except CellExecutionError as error:
        broken = (c.id for c in nb.cells if any(o.output_type == "error" for o in c.get("outputs", ())))
        raise ValueError(f"{next(broken, 'notebook')}: {error.ename}: {error.evalue}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise ValueError(f"notebook: {str(error).strip().splitlines()[0]}") from None


def _thumbnail(png: bytes) -> bytes:
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.thumbnail((_THUMBNAIL_WIDTH, 10 * _THUMBNAIL_WIDTH), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    # Without the k-means steps the colours of thin lines are merged: a legend then shows one colour twice.
    picture.quantize(64, kmeans=3).save(out, "PNG", optimize=True)
    return out.getvalue()


def _same_picture(old: bytes, new: bytes) -> bool:
    """Is nothing to be seen between two pictures? Means over 5 x 5 pixels differ by less than 12 of 255 everywhere.

    A thin curve that moves by a pixel changes such a mean by a fifth of its contrast; the noise of its edges and of
    the colours cancels in it.
    """
    from PIL import Image, ImageChops, ImageFilter, ImageStat

    a, b = (Image.open(io.BytesIO(p)).convert("RGB").filter(ImageFilter.BoxBlur(_BLUR)) for p in (old, new))
    return (
        a.size == b.size
        and max(high for _, high in ImageStat.Stat(ImageChops.difference(a, b)).extrema) < _VISIBLE
    )


def figures(executed: NotebookNode) -> dict[str, bytes]:
    """Name -> thumbnail of the last picture of every cell tagged `figure-NAME`."""
    found = {}
    for cell in executed.cells:
        for name in (t.removeprefix(FIGURE) for t in cell.metadata.get("tags", []) if t.startswith(FIGURE)):
            pictures = [o.data["image/png"] for o in cell.outputs if "image/png" in o.get("data", {})]
            if not pictures:
                raise ValueError(f"{cell.id}: tagged {FIGURE}{name} but it shows no picture")
            found[f"expected-{name}.png"] = _thumbnail(base64.b64decode(pictures[-1]))
    return found


def _write_figures(folder: Path, pictures: dict[str, bytes]) -> Iterable[Path]:
    for stale in set(folder.glob("expected-*.png")) - {folder / name for name in pictures}:
        stale.unlink()
    for name, png in pictures.items():
        path = folder / name
        if not path.exists() or not _same_picture(path.read_bytes(), png):
            notebook.replace_file(path, png)
            yield path


def build_start(root: Path = notebook.ROOT) -> list[Path]:
    """The start page that students open first, copied beside the releases whose pictures it shows; what changed."""
    page, copy = root / "source" / "start.ipynb", root / "release" / "start.ipynb"
    changed = []
    for path in (page, copy):
        content = notebook.dumps(notebook.canonical(notebook.read(page)))
        if not path.exists() or path.read_bytes() != content:
            notebook.replace_file(path, content)
            changed.append(path)
    return changed


def build(assignment: str, root: Path = notebook.ROOT) -> list[Path]:
    """Execute the instructor notebook, write its canonical form, its thumbnails and the release; the changed paths."""
    path = notebook.source_file(assignment, root)
    executed = execute(notebook.read(path), path.parent)
    changed = list(_write_figures(path.parent / "figures", figures(executed)))
    source = notebook.canonical(executed)
    student = notebook.release_file(assignment, root)
    for nb, where in ((source, path), (notebook.release(source), student)):
        if not where.exists() or where.read_bytes() != notebook.dumps(nb):
            notebook.write(nb, where)
            changed.append(where)
    shutil.copytree(
        path.parent,
        student.parent,
        dirs_exist_ok=True,
        ignore=lambda _, names: [n for n in names if n.endswith(".ipynb") or n.startswith(".")],
    )
    for stale in set(student.parent.glob("figures/*")):
        if not (path.parent / "figures" / stale.name).exists():
            stale.unlink()
    return changed
