"""The macros of a workbook as olevba lists them."""

import warnings
from collections.abc import Mapping

with warnings.catch_warnings():  # its parser calls what newer pyparsing has renamed
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser  # type: ignore[import-untyped]  # it has no types


def modules(data: bytes) -> Mapping[str, str]:
    """The source of each module, by its file name."""
    parser = VBA_Parser("book.xlsm", data=data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return {name: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()
