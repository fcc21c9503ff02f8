"""A record's rows written in one transaction: changed where they are, added where they are not.

An UPDATE by the key comes first and an INSERT only where it found nothing, rather than the
dialects' own upserts: MariaDB's ON DUPLICATE KEY takes any unique key for the record's and would
overwrite another record's row. The key's unique index settles a race: the loser starts over.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Column, Connection, MetaData, Table, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from exports.column_types import Value
from exports.database import drift
from exports.database.schema import DatabaseTable, Schema, reflected
from exports.database.tables import written_table
from exports.definition import Definition
from exports.failures import Failure
from exports.rows import ChildRows, Row, Rows

Outcome = Literal["insert", "update", "older", "mark", "delete", "nothing"]

_SQLITE_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Writer:
    """The tables of a mapping, checked against the database and ready to be written to."""

    connection: Connection
    definition: Definition
    schema: Schema
    main: Table
    children: Mapping[str, Table]

    def put(self, rows: Rows, still_held: Callable[[], bool]) -> Outcome:
        """Write a record with its child rows; nothing where a newer version stands there.

        still_held: asked right before the commit; where it is False nothing is written.
        """
        try:
            return self._once(rows, still_held)
        except IntegrityError:
            # another process may have added the row meanwhile; if so, there is one to change now
            self.connection.rollback()
            if self._version_there(rows.main) is None:
                self.connection.rollback()
                raise
            self.connection.rollback()
            return self._once(rows, still_held)

    def take_back(self, rows: Rows, still_held: Callable[[], bool]) -> Outcome:
        """Mark or delete a record's rows, as the mapping says."""
        with self.connection.begin():
            if self.definition.taken_back == "mark":
                outcome: Outcome = "mark" if self._update(rows.main) else "nothing"
            else:
                outcome = self._delete(rows)
            _keep(self.connection, still_held)
            return outcome

    def outcome(self, rows: Rows) -> Outcome:
        """Return what a delivery would do now; reads only."""
        there = self._version_there(rows.main)
        self.connection.rollback()
        if there is None:
            return "insert"
        return "older" if there > self._version_of(rows.main) else "update"

    def _once(self, rows: Rows, still_held: Callable[[], bool]) -> Outcome:
        with self.connection.begin():
            outcome: Outcome = "update"
            if not self._update(rows.main):
                if self._version_there(rows.main) is not None:
                    return "older"
                self.connection.execute(insert(self.main), [self._bound(self.main, rows.main)])
                outcome = "insert"
            parent = self._parent(rows.main)
            for child in rows.children:
                self._replace(child, parent)
            _keep(self.connection, still_held)
            return outcome

    def _update(self, row: Row) -> int:
        values = self._bound(self.main, row)
        changed = {name: value for name, value in values.items() if name not in self._key}
        not_newer = self.main.c[self._version] <= values[self._version]
        statement = update(self.main).where(self._same(row), not_newer).values(changed)
        return self.connection.execute(statement).rowcount

    def _delete(self, rows: Rows) -> Outcome:
        there = self._version_there(rows.main)
        if there is None:
            return "nothing"
        if there > self._version_of(rows.main):
            return "older"
        parent = self._parent(rows.main)
        for child in rows.children:
            self._replace(child, parent)
        self.connection.execute(delete(self.main).where(self._same(rows.main)))
        return "delete"

    def _replace(self, child: ChildRows, parent: Mapping[str, Any]) -> None:
        """Let the record's rows in a child table be these and no others."""
        table = self.children[child.table.table]
        from_parent = {
            column.name: parent[column.source.name]
            for column in child.table.columns
            if column.source.kind == "parent"
        }
        key = {**self._bound(table, child.key), **from_parent}
        mine = and_(*(table.c[name] == key[name] for name in child.table.key))
        self.connection.execute(delete(table).where(mine))
        if child.rows:
            bound = [{**self._bound(table, row), **from_parent} for row in child.rows]
            self.connection.execute(insert(table), bound)

    def _parent(self, row: Row) -> Mapping[str, Any]:
        """The parent's columns that child rows refer to, as they stand in the database."""
        wanted = {
            column.source.name
            for child in self.definition.tables
            for column in child.columns
            if column.source.kind == "parent"
        }
        values = dict(self._bound(self.main, row))
        unknown = sorted(wanted - set(values))
        if unknown:
            table = _parent_table(self.schema, self.definition, unknown)
            statement = select(*(table.c[name] for name in unknown)).where(
                and_(*(table.c[name] == values[name] for name in self._key))
            )
            found = self.connection.execute(statement).mappings().first()
            values.update(found or {})
        return values

    def _version_there(self, row: Row) -> int | None:
        column = self.main.c[self._version]
        found = self.connection.execute(select(column).where(self._same(row))).first()
        return None if found is None else int(found[0] or 0)

    def _version_of(self, row: Row) -> int:
        return int(str(row[self._version]))

    def _same(self, row: Row) -> Any:
        values = self._bound(self.main, row)
        return and_(*(self.main.c[name] == values[name] for name in self._key))

    @property
    def _key(self) -> tuple[str, ...]:
        return self.definition.key

    @property
    def _version(self) -> str:
        assert self.definition.version_column is not None
        return self.definition.version_column

    def _bound(self, table: Table, row: Row) -> dict[str, Any]:
        return {name: _adapted(row[name], self._kind(table, name)) for name in row}

    def _kind(self, table: Table, name: str) -> str:
        there = self.schema.table(table.name)
        column = there.column(name) if there else None
        kind = column.type.kind if column and column.type else "text"
        if self.schema.dialect == "sqlite" and kind == "decimal":
            return "sqlite decimal"
        return kind


def writer(connection: Connection, definition: Definition) -> Writer:
    """Return a writer for tables that fit the mapping; raises Failure where they don't (drift)."""
    names = (definition.table, *(child.table for child in definition.tables))
    schema = reflected(connection, names, definition.schema)
    connection.rollback()
    trouble = drift.first_failure(definition, schema)
    if trouble is not None:
        raise trouble
    children = {
        child.table: written_table(
            child.table, definition.schema, child.columns, _found(schema, child.table)
        )
        for child in definition.tables
    }
    main = written_table(
        definition.table, definition.schema, definition.columns, _found(schema, definition.table)
    )
    return Writer(connection, definition, schema, main, children)


def _found(schema: Schema, name: str) -> DatabaseTable:
    table = schema.table(name)
    assert table is not None
    return table


def _parent_table(schema: Schema, definition: Definition, extra: list[str]) -> Table:
    """The main table with its key and the columns that child rows refer to."""
    there = _found(schema, definition.table)
    columns = [
        Column(column.name, column.native)
        for column in there.columns
        if column.name in (*definition.key, *extra)
    ]
    return Table(definition.table, MetaData(schema=definition.schema), *columns)


def _keep(connection: Connection, still_held: Callable[[], bool]) -> None:
    if not still_held():
        connection.rollback()
        raise ClaimLost


class ClaimLost(Exception):
    """Another process has this delivery by now, so nothing was written."""


def _adapted(value: Value, kind: str) -> Any:
    """Return the value as the column's own kind is bound."""
    if value is None:
        return None
    if kind == "text":
        return value if isinstance(value, str) else str(value)
    if kind == "uuid" and isinstance(value, str):
        return uuid.UUID(value)
    if kind == "integer" and isinstance(value, bool):
        return int(value)
    if kind == "sqlite decimal":
        _check_digits(Decimal(str(value)))
        return Decimal(str(value))
    if kind == "decimal" and isinstance(value, int):
        return Decimal(value)
    return value


def _check_digits(number: Decimal) -> None:
    if len(number.normalize().as_tuple().digits) > _SQLITE_DIGITS:
        raise Failure(
            "too_long",
            f"{number} has more than {_SQLITE_DIGITS} digits, which SQLite does not keep exactly. "
            "Map it to a text column.",
        )
