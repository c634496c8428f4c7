"""Tables come in pieces, and fit together where the pieces meet."""

from __future__ import annotations

import csv
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from storage.exports import tables
from storage.exports.tables import csv_table, json_lines, json_list, parquet_table

RECORDS = [{"text": f'{number},"\r\n=1+1 كلب', "number": number} for number in range(5)]


@pytest.fixture(params=[1, 2, 5, 1000])
def small_pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "RECORDS_PER_PIECE", request.param)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("count", [0, 1, 4, 5])
def test_every_table_holds_all_records_in_their_order(count: int) -> None:
    some = RECORDS[:count]
    schema = pa.schema([("text", pa.string()), ("number", pa.int64())])
    assert json.loads(b"".join(json_list(lambda: some)())) == some
    assert [json.loads(line) for line in b"".join(json_lines(lambda: some)()).splitlines()] == some
    assert pq.read_table(io.BytesIO(b"".join(parquet_table(schema, lambda: some)()))).to_pylist() == some
    read = csv.DictReader(io.StringIO(b"".join(csv_table(("text", "number"), lambda: some)()).decode(), newline=""))
    assert [{"text": row["text"], "number": int(row["number"])} for row in read] == some


def test_texts_are_quoted_and_numbers_are_not() -> None:
    written = b"".join(csv_table(("text", "number"), lambda: [{"text": "=1+1", "number": 2}])())
    assert written == b'text,number\n"=1+1",2\n'
