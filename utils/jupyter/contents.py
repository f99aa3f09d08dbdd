"""How notebooks lie on the disk, and what JupyterLab gets to show: every figure once, and nothing that has no kernel.

* A figure comes as a PNG with its alt text, and as HTML with both for JupyterLab, which shows a PNG without its alt
  text. The HTML is not written, and made anew when a notebook is opened.
* A control needs the kernel that made it. It is not written: a saved panel shows its picture, a guess its cell.
* JupyterLab writes the version of Python into a notebook that it opens. A notebook has it when it comes, so that
  looking changes nothing, and keeps it once something has run.
"""

import base64

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from utils.frontend import image_tag

CONTROL = "application/vnd.jupyter.widget-view+json"
PNG, HTML = "image/png", "text/html"


class Contents(AsyncLargeFileManager):
    """Jupyter's own files, notebooks shortened on their way to the disk and completed on their way to a reader."""

    async def get(self, *args, **kwargs):
        """A file as Jupyter's `get` has it; a notebook's figures with HTML again."""
        model = await super().get(*args, **kwargs)
        if model["type"] == "notebook" and model["content"] is not None:
            complete(model["content"])
        return model

    async def save(self, model, path=""):
        """Write a file as Jupyter's `save` does; a notebook without what can be made again."""
        if model.get("type") == "notebook":
            shorten(model["content"])
        return await super().save(model, path)


def complete(nb: dict) -> None:
    """Add to a notebook what `shorten` leaves out."""
    nb["metadata"].setdefault("language_info", dict(IPythonKernel.language_info))
    for output in _outputs(nb):
        about = output.get("metadata", {}).get(PNG, {})
        if PNG in output["data"] and about.get("alt") and HTML not in output["data"]:
            png = base64.b64decode("".join(output["data"][PNG]))
            output["data"][HTML] = image_tag(png, about["alt"], about.get("width"))


def shorten(nb: dict) -> None:
    """Leave out HTML beside a PNG with alt text, controls, and the version of Python where nothing has run."""
    nb["metadata"].pop("widgets", None)
    if not any(cell.get("execution_count") for cell in nb["cells"]):
        nb["metadata"].pop("language_info", None)
    for output in _outputs(nb):
        data, about = output["data"], output.get("metadata", {}).get(PNG, {})
        if PNG in data:
            data.pop(CONTROL, None)
            if about.get("alt"):
                data.pop(HTML, None)
    for cell in nb["cells"]:
        if "outputs" in cell:
            cell["outputs"] = [o for o in cell["outputs"] if CONTROL not in o.get("data", {})]


def _outputs(nb: dict) -> list[dict]:
    """The outputs that show something in one of several forms."""
    return [output for cell in nb["cells"] for output in cell.get("outputs", ()) if "data" in output]
