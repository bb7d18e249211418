"""What a disk holds for certain: of each file and folder what it was when it was last synced."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks into /proc")


class Disk:
    """Watches what is synced. After a power cut nothing else need be there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._files: dict[int, bytes] = {}
        self._names: dict[Path, Mapping[str, int]] = {}
        self.moved_unsynced: list[Path] = []
        sync, replace, link = os.fsync, Path.replace, Path.hardlink_to

        def fsync(handle: int) -> None:
            sync(handle)
            status, way = os.fstat(handle), f"/proc/self/fd/{handle}"
            if stat.S_ISDIR(status.st_mode):
                folder = Path(way).readlink()
                self._names[folder] = {path.name: path.stat().st_ino for path in folder.iterdir()}
            else:
                self._files[status.st_ino] = Path(way).read_bytes()

        def replaced(path: Path, target: Path) -> Path:
            self._look_at(path)
            return replace(path, target)

        def linked(path: Path, target: Path) -> None:
            self._look_at(target)
            link(path, target)

        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(Path, "replace", replaced)
        monkeypatch.setattr(Path, "hardlink_to", linked)

    def _look_at(self, path: Path) -> None:
        if self._files.get(path.stat().st_ino) != path.read_bytes():
            self.moved_unsynced.append(path)

    def has(self, path: Path) -> bool:
        """Whether a file would be there after a power cut just as it is now, and in its folder."""
        inode = path.stat().st_ino
        names = self._names.get(path.parent, {})
        return names.get(path.name) == inode and self._files.get(inode) == path.read_bytes()

    def has_folder(self, path: Path) -> bool:
        """Whether a folder's name would be there after a power cut."""
        return path.name in self._names.get(path.parent, {})
