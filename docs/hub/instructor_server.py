"""~/.jupyter/jupyter_server_config.py of the instructor: text answers question by question, beside the formgrader."""

import sys
from pathlib import Path

c = get_config()  # noqa: F821  (Jupyter provides it)

# The pages under /marking come from the course itself, which only the instructor can read.
sys.path.insert(0, str(Path.home() / "wide_networks"))
c.ServerApp.jpserver_extensions = {"grading.server": True}
