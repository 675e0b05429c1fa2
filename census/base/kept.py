"""Results of a method that are kept with its object, which never changes."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Self, TypeVar, cast, overload

if TYPE_CHECKING:
    from collections.abc import Callable

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class KeptMethod(Generic[Asked, Answer]):
    """A method that is computed once for the same arguments; made by `kept`.

    Parameters
    ----------
    method
        The method, whose arguments can be hashed.
    size
        How many results are kept of one object, the newest ones asked for.
    """

    def __init__(self, method: Callable[Concatenate[Any, Asked], Answer], size: int) -> None:
        self._method, self._size, self._name = method, size, method.__name__
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, holder: None, kind: type | None = None) -> Self: ...

    @overload
    def __get__(self, holder: object, kind: type | None = None) -> Callable[Asked, Answer]: ...

    def __get__(self, holder: object | None, kind: type | None = None) -> Self | Callable[Asked, Answer]:
        """The method of one object, with the results that are kept of it."""
        if holder is None:
            return self
        # Kept in the object, which is looked in before its class: one cache for all objects of the class would keep
        # each of them alive, and what one reader asked would push out what another did.
        answers = lru_cache(self._size)(partial(self._method, holder))
        return cast("Callable[Asked, Answer]", holder.__dict__.setdefault(self._name, answers))


def kept(size: int) -> Callable[[Callable[Concatenate[Any, Asked], Answer]], KeptMethod[Asked, Answer]]:
    """Decorator of a method whose newest results are kept with its object (`KeptMethod`); they must not be changed.

    Examples
    --------
    >>> class Square:
    ...     asked = 0
    ...     @kept(8)
    ...     def of(self, side):
    ...         self.asked += 1
    ...         return side * side
    >>> square = Square()
    >>> square.of(3), square.of(3), square.asked
    (9, 9, 1)
    >>> Square().asked
    0
    """

    def decorate(method: Callable[Concatenate[Any, Asked], Answer]) -> KeptMethod[Asked, Answer]:
        return KeptMethod(method, size)

    return decorate
