"""Results that all sessions of the process share: found by plain keys, made once however many ask at the same time."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import update_wrapper
from inspect import signature
from threading import Lock, RLock
from typing import Any, Generic, ParamSpec, TypeVar

from census.settings import Settings

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class _Shared(Generic[Asked, Answer]):
    """A function, and its newest answers by what was asked."""

    def __init__(self, make: Callable[Asked, Answer], size: int, release: Callable[[Answer], object] | None) -> None:
        self._make, self._size, self._release = make, size, release
        self._looked_at = [place for place, name in enumerate(signature(make).parameters) if not name.startswith("_")]
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()
        self._in_the_making: dict[Hashable, RLock] = {}

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        """The answer to a question: the one that is kept, or a new one that whoever else asks meanwhile waits for."""
        key = tuple(_plain(args[place]) for place in self._looked_at)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
            making = self._in_the_making.setdefault(key, RLock())
        with making:
            with self._lock:
                if key in self._answers:
                    return self._answers[key]
            try:
                answer = self._make(*args, **kwargs)
                self._keep(key, answer)
            finally:
                with self._lock:
                    self._in_the_making.pop(key, None)
        return answer

    def _keep(self, key: Hashable, answer: Answer) -> None:
        with self._lock:
            self._answers[key] = answer
            oldest = self._answers.popitem(last=False)[1] if len(self._answers) > self._size else None
        if oldest is not None and self._release is not None:
            self._release(oldest)

    def clear(self) -> None:
        """Forget all answers."""
        with self._lock:
            answers = list(self._answers.values())
            self._answers.clear()
        for answer in answers:
            if self._release is not None:
                self._release(answer)


_TABLES: list[_Shared[Any, Any]] = []


def clear() -> None:
    """Forget everything that is shared, as a process that has just started."""
    for table in _TABLES:
        table.clear()


def address(settings: Settings) -> tuple[Hashable, ...]:
    """Tell apart databases, how much may be shown and what the operator says: a result of one is not for another."""
    return (
        settings.database_url,
        settings.database_read_url,
        settings.root_area,
        settings.protection,
        settings.rush_chance,
    )


def shared(
    size: int, *, release: Callable[[Any], object] | None = None
) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """Decorator of a function whose newest results are shared by all sessions; they must not be changed.

    Arguments are told apart by being equal, settings by `address`. Those whose name begins with `_` are not looked at.
    It stands in the place of `st.cache_resource`, which takes a hundred times as long to find what it has (decision
    168).

    Parameters
    ----------
    size
        How many results are kept, the newest ones asked for.
    release
        Called with a result that is kept no longer.

    Examples
    --------
    >>> asked = []
    >>> @shared(8)
    ... def square(side, _why):
    ...     asked.append(side)
    ...     return side * side
    >>> square(3, "once"), square(3, "twice"), asked
    (9, 9, [3])
    """

    def decorate(make: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        table = _Shared(make, size, release)
        _TABLES.append(table)
        return update_wrapper(table, make)

    return decorate


def _plain(argument: object) -> Hashable:
    return address(argument) if isinstance(argument, Settings) else argument
