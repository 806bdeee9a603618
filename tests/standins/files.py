"""Files on the real disk that can be told to be full."""

from __future__ import annotations

from pathlib import Path

from adapters.files import LocalFiles
from bot.domain.ids import FileKey
from bot.errors import DiskFull


class FillingFiles(LocalFiles):
    """`full` = True: every put raises DiskFull, as a disk without room does."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.full = False
        self.free = 10**12
        """Bytes that a look at the disk finds, however full the real one is."""

    async def put(self, data: bytes) -> FileKey:
        if self.full:
            raise DiskFull
        return await super().put(data)

    async def room(self) -> int:
        return self.free
