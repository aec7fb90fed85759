"""The pages of a store one by one, without its schema: the last resort where SQLite itself cannot find its way.

It knows how a page is sealed (SQLite3 Multiple Ciphers, ChaCha20-Poly1305 with a raw key) and how rows lie on it
(https://sqlite.org/fileformat2.html), and nothing of what they mean. A page whose seal does not fit is not there.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from os1.memory.faults import PAGE

_SEAL, _NONCE = 32, 16
"""Bytes at the end of a page that hold its nonce and its tag, and of those the nonce."""
_USED = PAGE - _SEAL
_LEGIBLE = 24
"""Bytes of the first page that are not encrypted; SQLite's header goes on to byte 100."""
_HEADER = 100
_LEAF, _KEYED_LEAF, _KEYED_INNER = 0x0D, 0x0A, 0x02
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_WAL_HEADER, _FRAME_HEADER = 32, 24

Values = list[Any]
Pages = Mapping[int, bytes]


def read_pages(path: Path, key: bytes) -> dict[int, bytes]:
    """Every page of the store at `path` that can be read, by its number from 1: the newest, decrypted."""
    pages: dict[int, bytes] = {}
    for number, sealed in (*_in_file(path), *_in_log(path.with_name(f"{path.name}-wal"))):
        if (plain := _opened(key, number, sealed)) is not None:
            pages[number] = plain
    return pages


def rows(pages: Pages) -> Iterator[Values]:
    """Every row of tables with row numbers, as its values; the first column that is None may be the row number,
    which comes in its place."""
    for page, cells in _cells(pages, _LEAF):
        for cell in cells:
            size, at = _varint(page, cell)
            number, at = _varint(page, at)
            if (record := _payload(pages, page, at, size, _USED - 35)) is not None:
                yield _values(record, number)


def keyed_rows(pages: Pages) -> Iterator[Values]:
    """Every row of tables without row numbers and every entry of indices."""
    most = (_USED - 12) * 64 // 255 - 23
    for kind in (_KEYED_LEAF, _KEYED_INNER):
        for page, cells in _cells(pages, kind):
            for cell in cells:
                size, at = _varint(page, cell + 4 * (kind == _KEYED_INNER))
                if (record := _payload(pages, page, at, size, most)) is not None:
                    yield _values(record, None)


def _in_file(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        number = 1
        while len(sealed := file.read(PAGE)) == PAGE:
            yield number, sealed
            number += 1


def _in_log(path: Path) -> list[tuple[int, bytes]]:
    """The pages of the write-ahead log up to its last commit."""
    data = path.read_bytes() if path.exists() else b""
    salt, found, committed = data[16:24], [], 0
    for at in range(_WAL_HEADER, len(data) - PAGE - _FRAME_HEADER + 1, PAGE + _FRAME_HEADER):
        number, size = struct.unpack(">II", data[at : at + 8])
        if data[at + 8 : at + 16] != salt:
            break
        found.append((number, data[at + _FRAME_HEADER : at + _FRAME_HEADER + PAGE]))
        committed = len(found) if size else committed
    return found[:committed]


def _opened(key: bytes, number: int, sealed: bytes) -> bytes | None:
    """The page decrypted, or None where its seal does not fit."""
    from cryptography.hazmat.primitives.poly1305 import Poly1305

    nonce, tag = sealed[_USED : _USED + _NONCE], sealed[_USED + _NONCE :]
    counter = int.from_bytes(nonce[12:], "little") ^ number
    once = _stream(key, counter, nonce[:12], bytes(64))
    if not hmac.compare_digest(Poly1305.generate_tag(once[:32], sealed[: _USED + _NONCE]), tag):
        return None
    first = _LEGIBLE if number == 1 else 0
    return sealed[:first] + _stream(once[32:], counter + 1, nonce[:12], sealed[first:_USED])


def _stream(key: bytes, counter: int, nonce: bytes, data: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

    begin = (counter & 0xFFFFFFFF).to_bytes(4, "little") + nonce
    return Cipher(algorithms.ChaCha20(key, begin), None).encryptor().update(data)


def _cells(pages: Pages, kind: int) -> Iterator[tuple[bytes, list[int]]]:
    """The pages of one kind, each with where its cells begin."""
    for number, page in pages.items():
        at = _HEADER if number == 1 else 0
        if page[at] == kind:
            (count,) = struct.unpack(">H", page[at + 3 : at + 5])
            first = at + (12 if kind == _KEYED_INNER else 8)
            yield page, list(struct.unpack(f">{count}H", page[first : first + 2 * count]))


def _payload(pages: Pages, page: bytes, at: int, size: int, most: int) -> bytes | None:
    """The bytes of a row, of which at most `most` lie on its page, the rest on others; None if one is missing."""
    if size <= most:
        return page[at : at + size]
    least = (_USED - 12) * 32 // 255 - 23
    here = least + (size - least) % (_USED - 4)
    here = here if here <= most else least
    found = bytearray(page[at : at + here])
    (following,) = struct.unpack(">I", page[at + here : at + here + 4])
    while len(found) < size:
        if following not in pages:
            return None
        more = pages[following]
        (following,) = struct.unpack(">I", more[:4])
        found += more[4 : 4 + size - len(found)]
    return bytes(found)


def _values(record: bytes, number: int | None) -> Values:
    end, at = _varint(record, 0)
    kinds: list[int] = []
    while at < end:
        kind, at = _varint(record, at)
        kinds.append(kind)
    values: Values = []
    for kind in kinds:
        value, at = _value(record, at, kind)
        values.append(value)
    if values and values[0] is None:
        values[0] = number
    return values


def _value(record: bytes, at: int, kind: int) -> tuple[Any, int]:
    """One value of a row, and where the next one begins."""
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind == 7:
        return struct.unpack(">d", record[at : at + 8])[0], at + 8
    if size := _INTEGERS.get(kind):
        return int.from_bytes(record[at : at + size], "big", signed=True), at + size
    size = (kind - 12) // 2
    data = record[at : at + size]
    return (data.decode("utf-8", "replace") if kind % 2 else data), at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(9):
        byte = data[at + place]
        if place == 8:
            value = (value << 8) | byte
            break
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            break
    return (value if value < 2**63 else value - 2**64), at + place + 1
