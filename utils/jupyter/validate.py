"""*Validate* in the words of the checks: which one fails and what it says, in place of nbgrader's source and traceback.

A server extension (`jupyter_server_config.d/nbgrader.json`), where nbgrader's own of this name would be. The server
answers others meanwhile; nbgrader is imported when the button is first pressed (`checking`).
"""

import asyncio
import importlib.metadata
import json
from pathlib import Path
from threading import Lock
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, authenticated

_one_at_a_time = Lock()  # nbgrader goes into the notebook's folder, with the whole process


class ValidateHandler(JupyterHandler):
    """`POST assignments/validate?path=...`, with the answer that nbgrader's button in JupyterLab shows."""

    @authenticated
    async def post(self) -> None:
        """`{"success": true, "value": {kind: cells}}` as `checking.validate` finds them, or false and a sentence."""
        path = inside(self.settings["root_dir"], self.get_argument("path"))
        self.finish(json.dumps(await asyncio.to_thread(self.answer, path)))

    def answer(self, path: Path) -> dict[str, Any]:
        """What is wrong with a notebook; why it could not be looked at, in one sentence."""
        from utils.jupyter import checking

        try:
            with _one_at_a_time:
                return {"success": True, "value": checking.validate(path)}
        except Exception as error:
            self.log.exception("Validate: %s", path)
            return {"success": False, "value": checking.reason(error)}


class VersionHandler(JupyterHandler):
    """`GET nbgrader_version`: the button asks whether it belongs to the nbgrader that is installed."""

    @authenticated
    def get(self) -> None:
        """`{"success": true}`, or false and the two versions."""
        button, here = self.get_argument("version"), importlib.metadata.version("nbgrader")
        message = f"The button is of nbgrader {button}, installed is {here}: install it anew."
        self.finish(json.dumps({"success": button == here, "message": message}))


def inside(folder: str, path: str) -> Path:
    """The file `path` below the folder that is served; 403 for any other."""
    root = Path(folder).resolve()
    target = (root / path).resolve()
    if not target.is_relative_to(root):
        raise HTTPError(403, "the path leads out of the folder that is served")
    return target


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "utils.jupyter.validate"}]


def _load_jupyter_server_extension(app) -> None:
    app.web_app.settings["root_dir"] = app.root_dir
    base = app.web_app.settings["base_url"].rstrip("/")
    routes = {"assignments/validate": ValidateHandler, "nbgrader_version": VersionHandler}
    app.web_app.add_handlers(".*$", [(f"{base}/{route}", handler) for route, handler in routes.items()])
