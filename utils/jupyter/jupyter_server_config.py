"""How `start.py` serves JupyterLab: what is in this folder, for students; a configuration of one's own still counts."""

from pathlib import Path

c = get_config()  # noqa: F821  (Jupyter provides it)

c.ServerApp.contents_manager_class = "utils.jupyter.contents.Contents"
# On a shared machine nobody listens; without it every kernel warns of that in the terminal.
c.KernelManager.transport_encryption = "auto"
# Where `custom/custom.css` is looked for, beside what Jupyter itself brings.
c.LabApp.custom_css = True
c.ServerApp.tornado_settings = {"static_custom_path": [str(Path(__file__).resolve().parent / "custom")]}
# Names of sliders for who hears them, in JupyterLab and in Notebook 7.
c.LabServerApp.extra_labextensions_path = [str(Path(__file__).resolve().parent / "labextensions")]
