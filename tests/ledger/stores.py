"""What the tests do to a ledger behind its back, and the values that they share."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import sqlalchemy as sa

from huimin_rules.ledger.keys import SigningKey, create_key

ORIGIN = "gongyi.example/huimin"
OTHER = "elsewhere.example/huimin"


class Store:
    """The database of a ledger, in the hands of somebody who knows SQL."""

    opened: ClassVar[list["Store"]] = []

    def __init__(self, location: str) -> None:
        self.location = location
        # What the attacker writes need not outlive the power.
        if "://" in location:
            url = location.replace("postgresql://", "postgresql+psycopg://") + "%20-csynchronous_commit%3Doff"
            self.engine = sa.create_engine(url)
        else:
            self.engine = sa.create_engine(f"sqlite:///{location}")
            sa.event.listen(self.engine, "connect", lambda one, _: one.execute("PRAGMA synchronous = OFF"))
        self.opened.append(self)

    @classmethod
    def close_all(cls) -> None:
        while cls.opened:
            cls.opened.pop().engine.dispose()

    def run(self, sql: str, **values: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.text(sql), values)

    def rows(self, sql: str, **values: object) -> list[tuple[object, ...]]:
        with self.engine.begin() as connection:
            return [tuple(one) for one in connection.execute(sa.text(sql), values)]

    def one(self, sql: str, **values: object) -> bytes:
        found = self.rows(sql, **values)[0][0]
        assert isinstance(found, bytes)
        return found

    def dump(self) -> Mapping[str, list[tuple[object, ...]]]:
        """Everything, to be put back."""
        return {name: self.rows(f"SELECT * FROM {name} ORDER BY 1") for name in TABLES}

    def restore(self, kept: Mapping[str, list[tuple[object, ...]]]) -> None:
        with self.engine.begin() as connection:
            for name, columns in TABLES.items():
                connection.execute(sa.text(f"DELETE FROM {name}"))
                query = sa.text(f"INSERT INTO {name} VALUES ({', '.join(f':{one}' for one in columns)})")
                if kept[name]:
                    connection.execute(query, [dict(zip(columns, row, strict=True)) for row in kept[name]])


TABLES = {
    "ledger_meta": ("id", "schema_version", "origin"),
    "ledger_head": ("id", "size", "frontier"),
    "ledger_leaves": ("idx", "record"),
    "ledger_nodes": ("position", "hash"),
    "ledger_checkpoints": ("number", "note"),
    "ledger_archive": ("digest", "content"),
}


def records(number: int, start: int = 0) -> list[bytes]:
    """Different records of different lengths."""
    return [b'{"n":%d,"x":"%s"}' % (one, b"x" * (one % 5)) for one in range(start, start + number)]


def new_key(folder: Path, name: str = ORIGIN) -> SigningKey:
    return create_key(folder / f"{name.partition('.')[0]}.{len(list(folder.iterdir()))}.pem", name)
