"""The helper package of the course: `%load_ext utils` makes a notebook kind (see `utils.extension`)."""

from utils.extension import load_ipython_extension, unload_ipython_extension

__all__ = ["load_ipython_extension", "unload_ipython_extension"]
