"""Small OLE containers, as DOC, XLS, WPS and ET files are, made of named streams."""

import struct
from collections.abc import Mapping

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
NONE = 0xFFFFFFFF
LEAST = 4096
"""Bytes from which a stream lies in sectors of its own; shorter ones are filled up to it."""
STORAGE, STREAM, ROOT = 1, 2, 5

Tree = Mapping[str, "bytes | Tree"]


def word(*, flags: int = 0) -> bytes:
    """The stream WordDocument as it begins, with the flags of its information block."""
    return struct.pack("<HHHHHH", 0xA5EC, 0x00C1, 0, 0x0804, 0, flags)


def biff(*records: tuple[int, bytes]) -> bytes:
    """The stream Workbook: the globals with ``records`` in them, one sheet unless they say more."""
    begin = (0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    return b"".join(
        struct.pack("<HH", number, len(content)) + content
        for number, content in (begin, *records, (0x0A, b""))
    )


def sheet_record(kind: int) -> tuple[int, bytes]:
    """A record BOUNDSHEET of a worksheet (0) or a sheet of macros (1)."""
    return 0x85, struct.pack("<IBBBB", 0, 0, kind, 1, 0) + b"A"


def container(tree: Tree) -> bytes:
    """An OLE container of streams (bytes) and storages (mappings)."""
    entries: list[bytes] = []
    sectors: list[bytes] = []
    chains: list[int] = []

    def stored(content: bytes) -> tuple[int, int]:
        content = content.ljust(LEAST, b"\0")
        start, pieces = len(sectors), range(0, len(content), SECTOR)
        sectors.extend(content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in pieces)
        chains.extend([*range(start + 1, len(sectors)), END])
        return start, len(content)

    def entered(name: str, kind: int, tree: Tree, content: bytes = b"", sibling: int = NONE) -> int:
        place = len(entries)
        entries.append(b"")
        child = NONE
        for inner, what in tree.items():
            if isinstance(what, bytes):
                child = entered(inner, STREAM, {}, what, child)
            else:
                child = entered(inner, STORAGE, what, b"", child)
        start, size = stored(content) if kind == STREAM else (END if kind == ROOT else 0, 0)
        letters = (name + "\0").encode("utf-16-le")
        entries[place] = struct.pack(
            "<64sHBBIII16sIQQIQ",
            letters, len(letters), kind, 1, NONE, sibling, child, b"", 0, 0, 0, start, size,
        )  # fmt: skip
        return place

    entered("Root Entry", ROOT, tree)
    table = b"".join(entries).ljust(LEAST, b"\0")
    directory, _ = stored(table)
    place = len(sectors)
    chains.append(FAT)
    sectors.append(struct.pack("<128I", *chains, *[FREE] * (128 - len(chains))))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, directory, 0, LEAST, END, 0, END, 0,
    )  # fmt: skip
    return header + struct.pack("<109I", place, *[FREE] * 108) + b"".join(sectors)
