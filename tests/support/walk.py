"""What an object holds, wherever in it."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from datetime import date
from types import FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator


def plain_values(thing: object) -> Iterator[object]:
    """Give every plain value that can be reached through attributes and items, but not what functions close over."""
    yield from _values(thing, {})


def is_reachable(wanted: object, thing: object) -> bool:
    """Tell whether an object is held by a thing in whatever way, what functions close over included."""
    met: dict[int, object] = {}
    waiting = [thing]
    while waiting:
        held = waiting.pop()
        if held is wanted:
            return True
        # All that is loaded can be reached from a module or a class of one, by whomever.
        is_loaded = isinstance(held, ModuleType) or (isinstance(held, type) and "<locals>" not in held.__qualname__)
        if id(held) not in met and not is_loaded:
            met[id(held)] = held
            waiting.extend(_referents(held))
    return False


def _referents(held: object) -> list[object]:
    if isinstance(held, FunctionType):
        # Its globals are those of its module.
        return [cell.cell_contents for cell in held.__closure__ or ()] + [held.__defaults__, held.__kwdefaults__]
    return gc.get_referents(held)


def written_out(thing: object) -> bytes:
    """Give the texts and numbers among them, whole numbers without a point, a line each."""
    lines = []
    for value in plain_values(thing):
        if isinstance(value, float | np.floating) and float(value).is_integer():
            lines.append(str(int(value)))
        elif isinstance(value, str | int | float | np.number):
            lines.append(str(value))
    return "\n".join(lines).encode()


def _values(thing: object, met: dict[int, object]) -> Iterator[object]:
    if isinstance(thing, str | bytes | int | float | np.generic | date | None):
        yield thing
        return
    if id(thing) in met or isinstance(thing, FunctionType):
        return
    # Held with its number: that of a thing that is gone would be another's, which would then be passed over.
    met[id(thing)] = thing
    if isinstance(thing, MethodType):
        # A bound method carries its object.
        yield from _values(thing.__self__, met)
    elif isinstance(thing, pd.DataFrame):
        yield from (value for column in thing for value in thing[column].tolist())
        yield from thing.index.tolist()
    elif isinstance(thing, pd.Series | pd.Index | np.ndarray):
        yield from thing.ravel().tolist() if isinstance(thing, np.ndarray) else thing.tolist()
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from _values(key, met)
            yield from _values(value, met)
    elif isinstance(thing, list | tuple | set | frozenset):
        for value in thing:
            yield from _values(value, met)
    else:
        named = getattr(thing, "__dict__", {}) | {
            name: getattr(thing, name) for name in getattr(type(thing), "__slots__", ()) if hasattr(thing, name)
        }
        yield from _values(named, met)
