"""The command line as its users run it: in this process, or in one of its own where that matters."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click.testing
import yaml

import macros
from macros.cli import main
from tests.extent import PATIENCE

ROOT = Path(macros.__file__).parent.parent
_RUN = "from macros.cli import main; main(prog_name='kaohe')"


Json = dict[str, Any]


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err

    @property
    def json(self) -> Json:
        shape = json.loads(self.out)
        assert isinstance(shape, dict)
        return shape


def kaohe(*arguments: object, typed: str = "") -> Ran:
    """Run a command here. An error that would end it with a traceback is raised."""
    result = click.testing.CliRunner().invoke(
        main, [str(each) for each in arguments], input=typed, prog_name="kaohe"
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def process(*arguments: object, code: str = _RUN, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command, or other Python code, in a process of its own with these variables set."""
    known = {"PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, **known},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )


def written(path: Path, data: object) -> Path:
    """The file, with these data as YAML, or this text, or these bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(data, bytes):
        path.write_bytes(data)
    else:
        text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True)
        path.write_text(text, "utf-8")
    return path


def contents(folder: Path) -> Mapping[str, bytes]:
    """Every file beneath a folder with its bytes, hidden ones too."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
