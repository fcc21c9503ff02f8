"""Tables of a database as they are: read by reflection, their types in a mapping's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Inspector, inspect, types
from sqlalchemy.dialects import mysql
from sqlalchemy.engine.interfaces import ReflectedColumn

from exports.column_types import ColumnType


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column as the database has it.

    type: None where a mapping can't write it; ``shown`` is the database's own word, ``native``
        what values are bound with.
    filled: whether the database fills it where nothing is written (default, sequence).
    inexact: a binary float, in which amounts lose cents.
    """

    name: str
    type: ColumnType | None
    shown: str
    nullable: bool
    filled: bool
    native: types.TypeEngine[Any]
    generated: bool = False
    inexact: bool = False


@dataclass(frozen=True, slots=True)
class DatabaseTable:
    """A table as the database has it.

    unique: sets of columns of which no two rows have the same values, the primary key among them.
    references: for a column, the table and column that it refers to.
    transactional: False for tables whose writes can't be undone.
    """

    name: str
    columns: tuple[TableColumn, ...]
    unique: tuple[frozenset[str], ...]
    references: tuple[tuple[str, str, str], ...] = ()
    transactional: bool = True

    def column(self, name: str) -> TableColumn | None:
        """Return a column by name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables that were asked for and exist."""

    dialect: str
    tables: tuple[DatabaseTable, ...]

    def table(self, name: str) -> DatabaseTable | None:
        """Return a table by name."""
        return next((table for table in self.tables if table.name == name), None)


def table_names(connection: Connection, schema: str | None) -> list[str]:
    """Return the names of the tables, in order."""
    return sorted(inspect(connection).get_table_names(schema=schema))


def reflected(connection: Connection, names: Iterable[str], schema: str | None) -> Schema:
    """Read the named tables; those that are missing are left out."""
    inspector = inspect(connection)
    dialect = connection.dialect.name
    known = set(inspector.get_table_names(schema=schema))
    found = tuple(_table(inspector, dialect, name, schema) for name in names if name in known)
    return Schema(dialect, found)


def _table(inspector: Inspector, dialect: str, name: str, schema: str | None) -> DatabaseTable:
    primary = inspector.get_pk_constraint(name, schema=schema).get("constrained_columns") or []
    columns = tuple(
        _column(column, primary, dialect) for column in inspector.get_columns(name, schema=schema)
    )
    unique = [frozenset(primary)] if primary else []
    unique += [
        frozenset(constraint["column_names"])
        for constraint in inspector.get_unique_constraints(name, schema=schema)
    ]
    unique += [
        frozenset(str(column) for column in index["column_names"])
        for index in inspector.get_indexes(name, schema=schema)
        if index["unique"] and None not in index["column_names"] and not _partial(index)
    ]
    references = tuple(
        (local, str(key["referred_table"]), remote)
        for key in inspector.get_foreign_keys(name, schema=schema)
        for local, remote in zip(key["constrained_columns"], key["referred_columns"], strict=True)
    )
    return DatabaseTable(
        name,
        columns,
        tuple(dict.fromkeys(unique)),
        references,
        _transactional(inspector, dialect, name, schema),
    )


def _partial(index: Any) -> bool:
    options = index.get("dialect_options") or {}
    return any(name.endswith("_where") and value is not None for name, value in options.items())


def _transactional(inspector: Inspector, dialect: str, name: str, schema: str | None) -> bool:
    if dialect not in ("mysql", "mariadb"):
        return True
    options = inspector.get_table_options(name, schema=schema)
    engine = options.get("mysql_engine") or options.get("mariadb_engine") or "InnoDB"
    return str(engine).lower() in ("innodb", "rocksdb")


def _column(column: ReflectedColumn, primary: Sequence[str], dialect: str) -> TableColumn:
    numbered = column["name"] in primary and (
        column.get("autoincrement") is True
        # SQLite numbers a lone INTEGER PRIMARY KEY
        or (dialect == "sqlite" and len(primary) == 1 and _is(column, types.Integer))
    )
    return TableColumn(
        name=column["name"],
        type=column_type(column["type"]),
        shown=_shown(column["type"]),
        nullable=bool(column["nullable"]) and column["name"] not in primary,
        filled=column.get("default") is not None or "identity" in column or numbered,
        native=column["type"],
        generated="computed" in column,
        inexact=isinstance(column["type"], types.Float | types.Double | types.REAL),
    )


def _is(column: ReflectedColumn, kind: type[types.TypeEngine[Any]]) -> bool:
    return isinstance(column["type"], kind)


def _shown(found: types.TypeEngine[Any]) -> str:
    try:
        return str(found)
    except Exception:  # types that only their own dialect can spell
        return type(found).__name__


def column_type(found: types.TypeEngine[Any]) -> ColumnType | None:
    """Return a database type in a mapping's words; None for one that is not written to."""
    if isinstance(found, mysql.TINYINT) and found.display_width == 1:
        return ColumnType("boolean")
    if isinstance(found, types.Boolean):
        return ColumnType("boolean")
    if isinstance(found, types.Uuid):
        return ColumnType("uuid")
    if isinstance(found, types.Enum):
        return ColumnType("text", length=max((len(word) for word in found.enums), default=None))
    if isinstance(found, types.DateTime):
        return ColumnType("datetime")
    if isinstance(found, types.Date):
        return ColumnType("date")
    if isinstance(found, types.Time):
        return ColumnType("time")
    if isinstance(found, types.Integer):
        return ColumnType("integer")
    if isinstance(found, types.Float | types.Double | types.REAL):
        return ColumnType("decimal")
    if isinstance(found, types.Numeric):
        return _decimal(found)
    if isinstance(found, types.String):
        # a TINYTEXT has 255 bytes, of which a character may take four
        tiny = isinstance(found, mysql.TINYTEXT)
        return ColumnType("text", length=63 if tiny else found.length)
    return None


def _decimal(found: types.Numeric[Any]) -> ColumnType:
    if found.precision is None:
        return ColumnType("decimal")
    return ColumnType("decimal", digits=found.precision, scale=found.scale or 0)
