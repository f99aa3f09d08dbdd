"""*Validate* in the words of the checks: which one fails and what it says, in place of nbgrader's source and traceback.

A server extension (`jupyter_server_config.d/nbgrader.json`), where nbgrader's own of this name would be.
"""

import re
from html import escape

from nbgrader.server_extensions.validate_assignment import handlers

from utils.receipts import Place

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class ValidateHandler(handlers.ValidateAssignmentHandler):
    """Runs the notebook as nbgrader does; what is shown of a cell is one line and the message."""

    def validate_notebook(self, path: str) -> dict:
        answer = super().validate_notebook(path)
        if answer["success"]:
            for kind in answer["value"].values():
                kind[:] = map(in_words, kind)
        return answer


def in_words(cell: dict[str, str]) -> dict[str, str]:
    """A failed or changed cell as nbgrader tells it, shortened: its exercise and what it tests; the message."""
    source, error = cell["source"], COLOURS.sub("", cell.get("raw_error", "")).strip()
    place, tested = Place.of(source), re.match(r"# Test: (.*)", source)
    exercise = f"{place.exercise}: " if place else ""
    told = [line for line in error.splitlines() if line.startswith(("✗", "○"))] or error.splitlines()[-1:]
    short = {"source": exercise + (tested[1] if tested else source.partition("\n")[0])}
    return cell | short | {"error": escape("\n".join(told)), "raw_error": "\n".join(told)}


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "utils.jupyter.validate"}]


def _load_jupyter_server_extension(app) -> None:
    app.web_app.settings["root_dir"] = app.root_dir  # where the handler of nbgrader looks for notebooks
    base = app.web_app.settings["base_url"].rstrip("/")
    routes = {"assignments/validate": ValidateHandler, "nbgrader_version": handlers.NbGraderVersionHandler}
    app.web_app.add_handlers(".*$", [(f"{base}/{route}", handler) for route, handler in routes.items()])
