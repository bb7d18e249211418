"""Texts for people, as Jinja2 templates; data, no logic. Part of kaohe."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2


@cache
def _environment() -> "jinja2.Environment":
    import jinja2  # what is beneath this package may do without it

    return jinja2.Environment(
        loader=jinja2.PackageLoader("templates", "."),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(["html.j2", "html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(name: str, values: Mapping[str, object]) -> str:
    """Fill a template with these values; a value that it names and that is missing is an error."""
    return _environment().get_template(name).render(**values)
