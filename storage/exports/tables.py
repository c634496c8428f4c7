"""Tables as files, piece by piece: CSV, JSON and Parquet. Knows records, not what is in them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from storage.exports.entry import Sink

Pieces = Callable[[], Iterator[bytes]]
Records = Callable[[], Iterable[Mapping[str, Any]]]

RECORDS_PER_PIECE = 1000


def csv_table(columns: Sequence[str], records: Records) -> Pieces:
    """Comma-separated values as RFC 4180 has them, but for line ends of one character, which is what trainers write.

    Texts are quoted always and changed never: `=1+1` stays what the artist typed, though a spreadsheet would reckon it
    out. These files are for programs.
    """

    def pieces() -> Iterator[bytes]:
        for some in _batches(records()):
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, columns, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
            writer.writerows(some)
            yield text.getvalue().encode()

    def with_heading() -> Iterator[bytes]:
        yield f"{','.join(columns)}\n".encode()
        yield from pieces()

    return with_heading


def json_lines(records: Records) -> Pieces:
    """One JSON object on each line."""

    def pieces() -> Iterator[bytes]:
        for some in _batches(records()):
            yield "".join(f"{_json(record)}\n" for record in some).encode()

    return pieces


def json_list(records: Records) -> Pieces:
    """A JSON list with one object on each line."""

    def pieces() -> Iterator[bytes]:
        yield b"["
        for number, some in enumerate(_batches(records())):
            yield ("," if number else "").encode() + ",".join(f"\n{_json(record)}" for record in some).encode()
        yield b"\n]\n"

    return pieces


def parquet_table(schema: pa.Schema, records: Records) -> Pieces:
    """A Parquet file with a row group for each thousand records."""

    def pieces() -> Iterator[bytes]:
        sink = Sink()
        with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema) as writer:
            for some in _batches(records()):
                writer.write_table(pa.Table.from_pylist(some, schema=schema))
                yield from sink.drain()
        yield from sink.drain()

    return pieces


def _json(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)


def _batches(records: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    some: list[Mapping[str, Any]] = []
    for record in records:
        some.append(record)
        if len(some) == RECORDS_PER_PIECE:
            yield some
            some = []
    if some:
        yield some
