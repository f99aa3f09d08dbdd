"""One comparison for every check, the visible and the hidden: what came against what the task promises.

Both functions return one sentence that says what was seen, or "" when all is well. A check reads

    seen = mismatch("phi(x, 4)", phi(x, 4), expected)
    assert not seen, f"{seen} Often: the frequencies begin with k = 0."

>>> mismatch("phi(x, 4)", torch.zeros(3, 5), torch.zeros(3, 4))
'phi(x, 4) has shape (3, 5), expected (3, 4).'
>>> mismatch("phi(x, 4)", torch.zeros(3, 4, dtype=torch.double), torch.zeros(3, 4))
''

What came is the student's: it is judged by its exact type and never asked about itself. Read are Python's numbers,
lists, tuples and ranges, arrays and scalars of NumPy, and dense tensors of torch; a sentence refuses everything else.
No sentence holds a text that came, nor, without `show=True`, an input or an expected value: it may speak about a check
that the student cannot read.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

RTOL, ATOL = 1e-5, 1e-6  # single precision, with room for sums of a few hundred terms
MAX_DEPTH = 20
_NOTHING: Any = object()
_TENSORS = (torch.Tensor, torch.nn.Parameter)
_SCALARS = frozenset({bool, int, float, complex, *np.sctypeDict.values()})
# Names of types that a sentence may hold: that of a class of the student's own is a text that came.
_KNOWN_TYPES = frozenset(
    {"str", "bytes", "dict", "set", "slice", "function", "generator", "method", "module", "type"}
)
_EVERYWHERE: tuple[tuple[str, Callable[[torch.Tensor], torch.Tensor]], ...] = (
    ("everywhere it has the opposite sign", torch.neg),
    ("it is the transpose", lambda x: x.mT if x.ndim > 1 and x.shape[-1] == x.shape[-2] else x),
    ("its entries stand in the opposite order", lambda x: x.flip(-1) if x.ndim else x),
    ("its rows stand in the opposite order", lambda x: x.flip(0) if x.ndim else x),
    ("everywhere it is the square root", torch.square),
    ("everywhere it is the square", lambda x: x.abs().sqrt()),
)

# The grader adds its stand-ins for objects that stay in the sandbox: type -> name of the class behind one.
stand_ins: dict[type, Callable[[Any], str]] = {}


def mismatch(
    name: str,
    got: Any,
    expected: Any = _NOTHING,
    *,
    shape: Sequence[int | str | None] | None = None,
    dtype: torch.dtype | None = None,
    kind: type | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    show: bool = False,
) -> str:
    """What is wrong with `got`, as one sentence that begins with `name`; "" when it is as expected.

    Looked at in this order: type, shape or length, finiteness, `dtype`, values. Values agree when
    |got - expected| <= atol + rtol |expected| at every entry; the defaults are 1e-5 and 1e-6, and 0 where `expected`
    holds whole numbers or True and False. Precision is no fault: float64 agrees with float32.

    expected: a number, True, False, None, a text, a tensor or an array, which also tell the shape; or a list or tuple.
        A list of numbers stands for any sequence of them, a list of tensors for a list or tuple of tensors.
        Without it only type, shape, finiteness and dtype are looked at.
    shape: sizes, or names (or None) of free sizes, where nothing is expected.
    dtype: the promised dtype of a tensor.
    kind: the promised type, say torch.Tensor or float; where a list or tuple came, the type of its entries.
    show: may the numbers be told? Only in a check that the student can read.

    >>> mismatch("k(x, -x)", torch.tensor(float("nan")), 0.0)
    'k(x, -x) is NaN.'
    >>> mismatch("losses", [], [1.0, 0.5])
    'losses is empty, expected 2 entries.'
    >>> mismatch("audit(lr, h, n)", "False", False)
    'audit(lr, h, n) is a string, expected True or False.'
    >>> mismatch("rates(v, 1)", torch.tensor([2.0, 4.0]), torch.tensor([1.0, 2.0]))
    'rates(v, 1) differs from what is expected at 2 of 2 entries: everywhere it is 2 times as large.'
    >>> mismatch("rates(v, 1)", [1.0, 3.0], [1.0, 2.0], show=True)
    'rates(v, 1) differs from what is expected at entry 1: got 3, expected 2.'
    """
    if expected is None or type(expected) in (bool, str):
        problem = _other_answer(got, expected)
    elif _is_several(expected):
        return _several(name, got, expected, dtype=dtype, kind=kind, rtol=rtol, atol=atol, show=show)
    else:
        wanted = None if expected is _NOTHING else _numbers(expected)
        if expected is not _NOTHING and (wanted is None or wanted.isnan().any()):
            raise ValueError(f"expected: got {_say(expected)} for {name}, expected numbers without NaN")
        one = type(expected) in _SCALARS
        sizes = shape if wanted is None else tuple(wanted.shape)
        problem = _other_form(got, sizes, one, torch.Tensor if dtype and kind is None else kind)
        problem = problem or _other_numbers(got, wanted, dtype, rtol, atol, show)
    return _sentence(name, problem)


def outside(
    name: str, got: Any, low: float = -math.inf, high: float = math.inf, *, show: bool = False
) -> str:
    """What is wrong with `got`, a number or several: one sentence, or "" when low <= got <= high at every entry.

    >>> outside("the slope", 0.5, high=0.0)
    'the slope is larger than it may be.'
    >>> outside("the slope", torch.tensor([-1.0, 0.5]), high=0.0, show=True)
    'the slope is larger than it may be at entry 1: got 0.5, expected at most 0.'
    >>> outside("the slope", [], high=0.0)
    'the slope is empty, expected numbers.'
    """
    problem = _other_form(got, None, False, None)
    problem = problem or _other_numbers(got, None, None, None, None, show)
    if not problem:
        values = _real(_numbers(got))
        for word, bound, limit, excess in (
            ("larger", high, "at most ", values - high),
            ("smaller", low, "at least ", low - values),
        ):
            if (excess > 0).any():
                places = _places(excess > 0, excess)
                bounds = torch.full_like(values, bound)
                numbers = f": {_got_expected(values, bounds, excess, limit)}" if show else ""
                problem = f"is {word} than it may be{places}{numbers}"
    return _sentence(name, problem)


def _sentence(name: str, problem: str) -> str:
    return problem and f"{name} {problem}{'' if problem.endswith('?') else '.'}"


# ---------------------------------------------------------------------------------------------- type and shape
def _missing(got: Any) -> str:
    """None is what a function without `return` gives."""
    return ": is a `return` missing?" if got is None else ""


def _is_several(expected: Any) -> bool:
    """Several values, not one array: a list or tuple that holds more than plain numbers."""
    if type(expected) not in (list, tuple):
        return False
    alone = (*_TENSORS, np.ndarray)
    return _numbers(expected) is None or any(type(v) in alone or _is_several(v) for v in expected)


def _several(name: str, got: Any, expected: Sequence, **promises: Any) -> str:
    values = _items(got)
    if values is None:
        return _sentence(name, f"is {_say(got)}, expected {_count(len(expected), 'value')}{_missing(got)}")
    if len(values) != len(expected):
        return f"{name} has {_count(len(values), 'value')}, expected {len(expected)}."
    found = (mismatch(f"{name}[{i}]", v, e, **promises) for i, (v, e) in enumerate(zip(values, expected)))
    return next(filter(None, found), "")


def _other_answer(got: Any, expected: bool | str | None) -> str:
    """Where no number is expected: True or False, None, a text."""
    if type(expected) is bool:
        answer = _truth(got)
        if answer is None:
            return f"is {_say(got)}, expected True or False{_missing(got)}"
        return "" if answer is expected else f"is {answer}, expected {expected}"
    if type(got) is type(expected) and got == expected:
        return ""
    return f"is {_say(got)}, expected {'None' if expected is None else 'another text'}"


def _truth(got: Any) -> bool | None:
    """True or False, also as NumPy or torch write it."""
    value = _numbers(got) if type(got) in (bool, np.bool_, *_TENSORS) else None
    return bool(value) if value is not None and value.dtype == torch.bool and value.ndim == 0 else None


def _other_form(got: Any, sizes: Sequence | None, one: bool, kind: type | None) -> str:
    """Another type, another shape, nothing at all."""
    found, items = _numbers(got), _items(got)
    wish = "a number" if one else "numbers" if sizes is None else f"an array of shape {_shape(sizes)}"
    if kind is not None:
        strangers = [v for v in (items if items and kind in _SCALARS else [got]) if not _is_kind(v, kind)]
        if strangers:
            came = f"holds {_say(strangers[0])}" if items and kind in _SCALARS else f"is {_say(got)}"
            return f"{came}, expected {'a tensor' if kind is torch.Tensor else kind.__name__}{_missing(got)}"
    if found is None:
        came = "holds something that is no number" if items else f"is {_say(got)}"
        return f"{came}, expected {wish}{_missing(got)}"
    came = f"has shape {_shape(found.shape)}"
    if sizes is not None and not one:
        wish = _shape(sizes)
        if items is not None and found.ndim == len(sizes) == 1 and isinstance(sizes[0], int):
            came, wish = f"has {_count(len(items), 'entr')}", _count(sizes[0], "entr")
    fits = found.numel() == 1 if one else sizes is None or _fits(found.shape, sizes)
    if found.numel() == 0 and (sizes is None or not fits):
        return f"is empty, expected {wish}"
    return "" if fits else f"{came}, expected {wish}"


def _is_kind(got: Any, kind: type) -> bool:
    if kind is torch.Tensor:
        return type(got) in _TENSORS
    # numpy.float64 is a float; True is no int.
    return type(got) is kind or (type(got) in _SCALARS - {bool} and issubclass(type(got), kind))


def _fits(shape: Sequence[int], sizes: Sequence[int | str | None]) -> bool:
    return len(shape) == len(sizes) and all(
        not isinstance(size, int) or size == n for n, size in zip(shape, sizes)
    )


# ---------------------------------------------------------------------------------------------- values
def _other_numbers(
    got: Any,
    wanted: torch.Tensor | None,
    dtype: torch.dtype | None,
    rtol: float | None,
    atol: float | None,
    show: bool,
) -> str:
    found = _numbers(got)
    if wanted is None or wanted.isfinite().all():
        for bad, word in ((found.isnan(), "NaN"), (found.isinf(), "infinite")):
            if bad.any():
                return f"is {word}" if found.numel() == 1 else f"is {word}{_places(bad, bad.double())}"
    if dtype is not None and got.dtype is not dtype:
        return f"has dtype {_plain(got.dtype)}, expected {_plain(dtype)}"
    if wanted is None:
        return ""
    if (found.dtype == torch.bool) != (wanted.dtype == torch.bool):
        words = ("numbers", "True and False") if wanted.dtype == torch.bool else ("True and False", "numbers")
        return f"holds {words[0]}, expected {words[1]}"
    exact = not (wanted.is_floating_point() or wanted.is_complex())
    rtol = (0.0 if exact else RTOL) if rtol is None else rtol
    atol = (0.0 if exact else ATOL) if atol is None else atol
    if found.is_complex() and not wanted.is_complex():
        return "holds complex numbers, expected real ones"
    return _difference(found.reshape(wanted.shape), wanted, rtol, atol, show)


def _difference(found: torch.Tensor, wanted: torch.Tensor, rtol: float, atol: float, show: bool) -> str:
    if found.dtype == wanted.dtype and torch.equal(found, wanted):
        return ""
    exact = found.dtype != torch.bool and not (found.is_floating_point() or wanted.is_floating_point())
    same = found == wanted if exact else None  # 2^53 + 1 is no double
    found, wanted = _wide(found), _wide(wanted)
    same = (found == wanted) if same is None else same

    def close(candidate: torch.Tensor) -> torch.Tensor:
        near = (candidate - wanted).abs() <= atol + rtol * wanted.abs()
        return (candidate == wanted) | (near & wanted.isfinite())

    wrong = ~(same | close(found) if (rtol or atol) else same)
    if not wrong.any():
        return ""
    allowed = atol + rtol * wanted.abs()
    excess = torch.where(wrong, ((found - wanted).abs() / allowed).nan_to_num(math.inf, math.inf), 0.0)
    places = _places(wrong, excess)
    if everywhere := _everywhere(found, wanted, close):
        count = "" if found.numel() == 1 else f" at {int(wrong.sum())} of {wrong.numel()} entries"
        numbers = f" ({_got_expected(found, wanted, excess)})" if show else ""
        return f"differs from what is expected{count}: {everywhere}{numbers}"
    if show:
        return f"differs from what is expected{places}: {_got_expected(found, wanted, excess)}"
    times = float(excess.max())
    size = f": the difference is {_times(times)} times the tolerance" if math.isfinite(times) else ""
    return f"differs from what is expected{places}{size}"


def _everywhere(found: torch.Tensor, wanted: torch.Tensor, close: Callable) -> str:
    """What one operation explains at every entry, a factor say. Of a single number only the plainest are told, and no
    square or root where all numbers are whole ones: 2 and 4 are so by chance."""
    if found.is_complex() or wanted.is_complex() or not wanted.isfinite().all() or close(found).all():
        return ""
    ratio = float((found * wanted).sum() / wanted.square().sum())  # NaN for 0 is no factor
    lone = int(wanted.count_nonzero()) <= 1
    if found.numel() > 1 and not found.any():
        return "everywhere it is 0"
    telling = not lone or any(math.isclose(ratio, factor, rel_tol=1e-3) for factor in (2, 0.5))
    where = "everywhere it" if found.numel() > 1 else "it"
    factor = f"{ratio:.{6 if abs(ratio - 1) < 0.01 else 3}g}"
    if ratio > 0 and telling and factor != "1" and close(found / ratio).all():
        return f"{where} is {factor} times as large"
    own = (wanted == 0) | (wanted == 1)  # their own squares and roots
    squares = int((~own).sum()) > 1 and (wanted >= 0).all() and (wanted != wanted.round()).any()
    for words, operation in _EVERYWHERE[: 1 if lone else None]:
        candidate = operation(found)
        if close(candidate).all() and ("square" not in words or squares):
            return words.replace("everywhere it", where)
    return ""


# ---------------------------------------------------------------------------------------------- reading
def _items(value: Any) -> list | None:
    """The entries of a list, tuple or range, or of a kind of list or tuple, which is not asked."""
    if type(value) is range:
        return list(value)
    for base in (list, tuple):
        if issubclass(type(value), base):
            return list(base.__iter__(value))
    return None


def _numbers(value: Any, depth: int = 0) -> torch.Tensor | None:
    """The numbers in `value` as a tensor of our own: bool, int64, double or complex; None when it holds others."""
    kind = type(value)
    if kind in _TENSORS:
        # An attribute of a tensor may hide its method: the class is asked.
        plain = value.layout is torch.strided and not (value.is_quantized or value.is_meta)
        return _standard(torch.Tensor.detach(value).cpu()) if plain else None
    if kind is np.ndarray or kind in _SCALARS:
        return _from_numpy(value)
    items = _items(value)
    if items is None or depth > MAX_DEPTH:
        return None
    if items and all(type(item) is float for item in items):
        return torch.tensor(items, dtype=torch.double)
    parts = [_numbers(item, depth + 1) for item in items]
    if any(part is None or part.shape != parts[0].shape for part in parts):
        return None
    if len({part.dtype for part in parts}) > 1:
        parts = [_wide(part) for part in parts]
    return torch.stack(parts) if parts else torch.empty(0, dtype=torch.double)


def _from_numpy(value: Any) -> torch.Tensor | None:
    if type(value) is int and value.bit_length() > 63:
        value = float(value) if value.bit_length() < 1024 else math.inf if value > 0 else -math.inf
    array = np.asarray(value)
    kinds = {"b": np.bool_, "i": np.int64, "u": np.int64, "f": np.float64, "c": np.complex128}
    if array.dtype.kind not in kinds:
        return None
    with np.errstate(all="ignore"):
        wide = np.float64 if array.dtype == np.uint64 else kinds[array.dtype.kind]
        return torch.from_numpy(array.astype(wide))


def _standard(value: torch.Tensor) -> torch.Tensor:
    if value.dtype == torch.bool:
        return value.clone()
    if value.is_complex():
        return value.to(torch.complex128).resolve_conj().resolve_neg()
    return value.to(torch.double if value.is_floating_point() or value.dtype == torch.uint64 else torch.int64)


def _wide(value: torch.Tensor) -> torch.Tensor:
    return value if value.is_complex() else value.double()


def _real(value: torch.Tensor) -> torch.Tensor:
    return value.abs() if value.is_complex() else value.double()


# ---------------------------------------------------------------------------------------------- words
def _say(value: Any) -> str:
    """What came, by its type: never by what it says about itself."""
    kind = type(value)
    if value is None or kind is bool:
        return str(value)
    if kind in _TENSORS:
        return f"a {_plain(value.dtype)} tensor of shape {_shape(value.shape)}"
    if kind is np.ndarray:
        return f"a NumPy array of shape {_shape(value.shape)}"
    if kind in _SCALARS:
        return "a number"
    if (items := _items(value)) is not None:
        return f"a sequence of {_count(len(items), 'entr')}"
    name = stand_ins[kind](value) if kind in stand_ins else type.__getattribute__(kind, "__name__")
    return f"a {'string' if name == 'str' else name}" if name in _KNOWN_TYPES else "an object of another kind"


def _plain(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _shape(sizes: Sequence[int | str | None]) -> str:
    return f"({', '.join('*' if s is None else str(s) for s in sizes)}{',' * (len(sizes) == 1)})"


def _count(n: int, noun: str) -> str:
    endings = ("y", "ies") if noun == "entr" else ("", "s")
    return f"{n} {noun}{endings[n != 1]}"


def _entry(flat: int, shape: Sequence[int]) -> str:
    index = [int(i) for i in np.unravel_index(flat, tuple(shape))]
    return f"entry {index[0] if len(index) == 1 else tuple(index)}"


def _places(wrong: torch.Tensor, excess: torch.Tensor) -> str:
    """Where: nothing for a single number, else how many entries and which one most."""
    if wrong.numel() == 1:
        return ""
    worst, count = _entry(int(excess.argmax()), wrong.shape), int(wrong.sum())
    return f" at {worst}" if count == 1 else f" at {count} of {wrong.numel()} entries, most at {worst}"


def _got_expected(found: torch.Tensor, wanted: torch.Tensor, excess: torch.Tensor, but: str = "") -> str:
    """Both numbers at the worst entry, with as many digits as tell them apart."""
    pair = [values.flatten()[int(excess.argmax())].item() for values in (found, wanted)]
    got, expected = map(str, pair)
    for digits in range(4, 17) if not any(isinstance(value, complex) for value in pair) else ():
        got, expected = (f"{value:.{digits}g}" for value in pair)
        if got != expected:
            break
    return f"got {got}, expected {but}{expected}"


def _times(ratio: float) -> str:
    """A ratio in one digit."""
    return f"{float(f'{ratio:.0e}'):,.0f}" if ratio < 1e7 else "more than a million"
