"""Microsoft's Open XML SDK validator, from npm: what it accepts, Excel opens without repair."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.extent import PATIENCE

_PROGRAM = Path(__file__).parent / "node_modules" / ".bin" / "ooxml-validator"


def missing() -> str:
    """Why the validator cannot be used here; empty where it can."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not _PROGRAM.exists():
        return "no ooxml-validator: npm install --no-package-lock --prefix tests/office"
    return ""


def complaints(path: Path, version: str = "Microsoft365") -> list[dict[str, Any]]:
    """What the validator has against a file, for this version of Office."""
    run = subprocess.run(
        [str(_PROGRAM), str(path), "--officeVersion", version],
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    report = json.loads(run.stdout)
    errors: list[dict[str, Any]] = report["errors"]
    assert report["ok"] == (not errors) == (run.returncode == 0)
    return errors
