"""PyTorch without its compiler, until somebody asks for the compiler.

The first step of any optimizer of `torch.optim`, and the first gradient of `torch.func`, import `torch._dynamo`, the
front end of `torch.compile`: more than a second, for three functions that do nothing where nothing is compiled.
`import torch` imports `torch.export`, too: a seventh of its time, for `torch.func.vmap` only.
"""

import contextlib
import importlib
import sys
from types import ModuleType
from typing import Any

_COMPILER = "torch._dynamo"


class _Postponed(ModuleType):
    """Stands for the module `name` until any other name than the ones in `idle` is asked for."""

    def __init__(self, name: str, **idle: Any):
        super().__init__(name)
        vars(self).update(idle)

    def __getattr__(self, name: str) -> Any:
        # Python's tools ask every module for names like __file__; only the import of a submodule asks for __path__.
        if name.startswith("__") and name != "__path__":
            raise AttributeError(f"module {self.__name__!r} has no {name!r} before it is imported")
        package = self.__name__.removesuffix(".compiled_autograd")
        if isinstance(sys.modules.get(package), _Postponed):
            del sys.modules[package]
        return getattr(importlib.import_module(self.__name__), name)


def postpone_compiler() -> None:
    """Let `torch._dynamo` be imported when something is compiled, and not by the first step of an optimizer.

    Optimizers, autograd and `torch.func` compute what they did; `torch.compile` imports the module. `torch.export` is
    imported when one of its names is asked for. Where they are imported already, nothing changes.

    >>> postpone_compiler()
    >>> import torch
    >>> w = torch.nn.Parameter(torch.ones(2))
    >>> w.sum().backward()
    >>> torch.optim.SGD([w], lr=0.5).step()
    >>> w.tolist()
    [0.5, 0.5]
    """
    autograd = _Postponed(f"{_COMPILER}.compiled_autograd", _disable=contextlib.nullcontext)
    stand_in = _Postponed(
        _COMPILER,
        graph_break=lambda *reason: None,
        disable=lambda function, *how, **options: function,
        compiled_autograd=autograd,
    )
    sys.modules.setdefault(_COMPILER, stand_in)
    if "torch" not in sys.modules:
        sys.modules["torch.export"] = _Postponed("torch.export")
