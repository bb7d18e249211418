"""Where in a YAML text a field stands, and what of a text was lost to a comment."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import yaml

from scoring.yaml_text import Loader

Place = tuple[str | int, ...]
"""The way from the top of a text to a field; numbers count from 0."""


class Places:
    """The places of a text that `yaml_text.load` has read; it is only gone through when one is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    def line(self, place: Sequence[str | int]) -> int | None:
        """Return the line, counted from 1, of a field.

        Of one that is not there it is the line of what it is missing in; None for the whole text.
        """
        node, line = self._root, None
        for step in place:
            if isinstance(node, yaml.SequenceNode):
                found = [(each, each) for number, each in enumerate(node.value) if number == step]
            elif isinstance(node, yaml.MappingNode):
                found = [(key, each) for key, each in node.value if key.value == step]
            else:
                found = []
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        return line

    @cached_property
    def of_id(self) -> Mapping[str, Sequence[Place]]:
        """The places of all that have a field ``id``, by what it says."""
        found: dict[str, list[Place]] = {}
        for place, node in _walk(self._root, ()):
            if place and place[-1] == "id" and isinstance(node, yaml.ScalarNode):
                found.setdefault(node.value, []).append(place[:-1])
        return found

    def comments(self) -> Iterator[tuple[Place, str]]:
        """Yield the texts without quotation marks after which a comment stands, and the comment: ``#1`` of
        ``title: 服務 #1``, which whoever wrote it may have meant as text."""
        for place, node in _walk(self._root, ()):
            if isinstance(node, yaml.ScalarNode) and node.style is None:
                rest = self._text[node.end_mark.index :].partition("\n")[0].strip()
                if node.value and rest.startswith("#"):
                    yield place, rest

    @cached_property
    def _root(self) -> yaml.Node | None:
        return yaml.compose(self._text, Loader)


def _walk(node: yaml.Node | None, place: Place) -> Iterator[tuple[Place, yaml.Node]]:
    if node is not None:
        yield place, node
    if isinstance(node, yaml.SequenceNode):
        for number, each in enumerate(node.value):
            yield from _walk(each, (*place, number))
    elif isinstance(node, yaml.MappingNode):
        for key, each in node.value:
            yield from _walk(each, (*place, str(key.value)))
