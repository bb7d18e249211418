"""Values there and back between processes, as JSON, by the types that their classes declare.

What comes back is data alone: nothing is run, no class is made that is not declared, and a value of another
type than the declared one is refused. Bytes go beside the JSON, as they are.
"""

import dataclasses
import datetime
import json
import types
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Beside = list[bytes]
"""The bytes that lie beside the JSON, each known by its place."""
_Change = Callable[[Any, Beside], Any]
_Ways = tuple[_Change, _Change]
"""What makes a shape for JSON of a value, and a value of a shape."""


class WireError(ValueError):
    """What came is not what its type says."""


def packed(kind: Any, value: object) -> list[bytes]:
    """Return a value of a declared type as parts: JSON, then the bytes that are in it."""
    beside: Beside = []
    shape = _of(kind)[0](value, beside)
    text = json.dumps(shape, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return [text.encode("ascii"), *beside]


def unpacked(kind: Any, parts: Sequence[bytes]) -> Any:
    """Return the value that `packed` made parts of. Raise WireError for anything else."""
    try:
        shape = json.loads(parts[0])
        return _of(kind)[1](shape, list(parts[1:]))
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, ArithmeticError, RecursionError) as error:
        raise WireError(type(error).__name__) from None


@cache
def _of(kind: Any) -> _Ways:
    if kind in _PLAIN:
        return _same, _exactly(kind)
    if kind in _AS_TEXT:
        return _AS_TEXT[kind]
    if kind is bytes:
        return _put_beside, _take_from_beside
    if kind is object:
        return _any_shape, _any_value
    return _record(kind) if dataclasses.is_dataclass(kind) else _of_several(get_origin(kind), get_args(kind))


def _of_several(origin: Any, kinds: tuple[Any, ...]) -> _Ways:
    """Return the ways of a type that is made of others. Raise TypeError where it is none that can be sent."""
    if origin is Literal:
        return _same, _one_of(kinds)
    if origin in {Union, types.UnionType}:
        return _either(kinds)
    if origin is tuple and kinds[1:] != (Ellipsis,):
        return _row(kinds)
    for built, build in ((Mapping, None), (AbstractSet, frozenset), (list, list), (Sequence, tuple)):
        if isinstance(origin, type) and issubclass(origin, built):
            return _many(kinds[0], build) if build else _table(*kinds)
    raise TypeError(f"no way to send {origin}")


def _same(value: Any, _beside: Beside) -> Any:
    return value


def _exactly(kind: type) -> _Change:
    def made(shape: Any, _beside: Beside) -> Any:
        if type(shape) is not kind and not (kind is float and type(shape) is int):
            raise WireError(kind.__name__)
        return shape

    return made


_PLAIN = (str, int, bool, float, types.NoneType)


def _text(kind: type, write: Callable[[Any], str], read: Callable[[str], Any]) -> _Ways:
    def made(shape: Any, _beside: Beside) -> Any:
        if type(shape) is not str:
            raise WireError(kind.__name__)
        return read(shape)

    return (lambda value, _beside: write(value)), made


_AS_TEXT: dict[Any, _Ways] = {
    Decimal: _text(Decimal, str, Decimal),
    datetime.datetime: _text(datetime.datetime, datetime.datetime.isoformat, datetime.datetime.fromisoformat),
    datetime.date: _text(datetime.date, datetime.date.isoformat, datetime.date.fromisoformat),
}


def _put_beside(value: bytes, beside: Beside) -> int:
    beside.append(value)
    return len(beside) - 1


def _take_from_beside(shape: Any, beside: Beside) -> bytes:
    if type(shape) is not int or shape < 0:
        raise WireError("bytes")
    return beside[shape]


def _one_of(values: tuple[object, ...]) -> _Change:
    def made(shape: Any, _beside: Beside) -> Any:
        if shape not in values:
            raise WireError("literal")
        return shape

    return made


def _record(kind: Any) -> _Ways:
    """Send a dataclass as the list of its fields, in their order."""
    hints = get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind) if field.init]

    @cache  # a class may have fields of its own kind
    def ways() -> list[tuple[str, Any, _Change, _Change]]:
        return [(name, hints[name], *_of(hints[name])) for name in names]

    def shaped(value: Any, beside: Beside) -> list[Any]:
        return [
            getattr(value, name) if field in _PLAIN else shape(getattr(value, name), beside)
            for name, field, shape, _ in ways()
        ]

    def made(shape: Any, beside: Beside) -> Any:
        if type(shape) is not list or len(shape) != len(names):
            raise WireError(kind.__name__)
        return kind(
            *[
                each if type(each) is field else make(each, beside)
                for each, (_, field, _, make) in zip(shape, ways(), strict=True)
            ]
        )

    return shaped, made


def _either(kinds: tuple[Any, ...]) -> _Ways:
    """Send a value of one of several types as the type's number and the shape; of one or None, as that."""
    others = [kind for kind in kinds if kind is not types.NoneType]
    is_optional, ways = len(others) < len(kinds), [_of(kind) for kind in others]

    def shaped(value: Any, beside: Beside) -> Any:
        if value is None and is_optional:
            return None
        if len(ways) == 1:
            return ways[0][0](value, beside)
        place = next(place for place, kind in enumerate(others) if type(value) is kind)
        return [place, ways[place][0](value, beside)]

    def made(shape: Any, beside: Beside) -> Any:
        if shape is None and is_optional:
            return None
        if len(ways) == 1:
            return ways[0][1](shape, beside)
        place, of = shape
        if type(place) is not int or not 0 <= place < len(ways):
            raise WireError("union")
        return ways[place][1](of, beside)

    return shaped, made


def _row(kinds: tuple[Any, ...]) -> _Ways:
    """Send a tuple of so many values, each of its own type, as a list."""
    ways = [_of(kind) for kind in kinds]

    def shaped(value: Any, beside: Beside) -> list[Any]:
        return [shape(each, beside) for each, (shape, _) in zip(value, ways, strict=True)]

    def made(shape: Any, beside: Beside) -> Any:
        if type(shape) is not list:
            raise WireError("tuple")
        return tuple([make(each, beside) for each, (_, make) in zip(shape, ways, strict=True)])

    return shaped, made


def _many(kind: Any, build: Callable[[list[Any]], Any]) -> _Ways:
    shape_one, make_one = _of(kind)

    def shaped(value: Any, beside: Beside) -> list[Any]:
        in_order = sorted(value, key=repr) if build is frozenset else value  # else as it happens to be kept
        return [shape_one(each, beside) for each in in_order]

    def made(shape: Any, beside: Beside) -> Any:
        if type(shape) is not list:
            raise WireError("list")
        return build([make_one(each, beside) for each in shape])

    return shaped, made


def _table(key: Any, kind: Any) -> _Ways:
    """Send a mapping as an object where its keys are texts, else as a list of pairs; in its order."""
    if key is not str:
        shape_pairs, make_pairs = _many(tuple[key, kind], dict)
        return (lambda value, beside: shape_pairs(value.items(), beside)), make_pairs
    shape_one, make_one = _of(kind)

    def shaped(value: Any, beside: Beside) -> dict[str, Any]:
        return {name: shape_one(each, beside) for name, each in value.items()}

    def made(shape: Any, beside: Beside) -> Any:
        if type(shape) is not dict:
            raise WireError("mapping")
        return {name: make_one(each, beside) for name, each in shape.items()}

    return shaped, made


def _any_shape(value: Any, beside: Beside) -> Any:
    """Send a value whose type is not declared, as those that fill a finding's sentence: what JSON has not is
    an object of one field, by the name of its kind."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Mapping):
        return {"mapping": [[key, _any_shape(each, beside)] for key, each in value.items()]}
    if isinstance(value, tuple | list):
        return {type(value).__name__: [_any_shape(each, beside) for each in value]}
    for name, kind in _NAMED.items():
        if isinstance(value, kind):
            return {name: _AS_TEXT[kind][0](value, beside)}
    raise TypeError(f"no way to send {type(value)}")


def _any_value(shape: Any, beside: Beside) -> Any:
    if not isinstance(shape, dict | list):
        return shape
    if not isinstance(shape, dict) or len(shape) != 1:
        raise WireError("object")
    ((name, of),) = shape.items()
    match name:
        case "mapping":
            return {str(key): _any_value(each, beside) for key, each in of}
        case "tuple":
            return tuple([_any_value(each, beside) for each in of])
        case "list":
            return [_any_value(each, beside) for each in of]
        case _:
            return _AS_TEXT[_NAMED[name]][1](of, beside)


_NAMED: Mapping[str, Any] = {"datetime": datetime.datetime, "date": datetime.date, "decimal": Decimal}
