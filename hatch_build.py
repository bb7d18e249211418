"""What the wheel has beside the packages: kaohe.py as a package, for only a package can say that it is
typed (PEP 561). An editable installation runs kaohe.py where it lies."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.builders.wheel import WheelBuilderConfig

_RUN = '"""`python -m kaohe`: the command line."""\n\nfrom kaohe import main\n\nmain()\n'


class WheelHook(BuildHookInterface[WheelBuilderConfig]):
    """Put kaohe.py into wheels that are no editable ones."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard":
            return
        self._made = TemporaryDirectory()
        files = {"__main__.py": _RUN, "py.typed": ""}
        for name, text in files.items():
            (Path(self._made.name) / name).write_text(text, "utf-8")
            build_data["force_include"][f"{self._made.name}/{name}"] = f"kaohe/{name}"
        build_data["force_include"]["kaohe.py"] = "kaohe/__init__.py"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  the hook's own
        if version == "standard":
            self._made.cleanup()
