"""A mapping's tables for SQLAlchemy, and the statements that would make or complete them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.schema import CreateIndex, CreateTable, Index
from sqlalchemy.types import TypeEngine

from exports import definition as mapping
from exports.column_types import ColumnType
from exports.database.schema import DatabaseTable, Schema

KEY_TEXT = 64


class ExactNumber(TypeDecorator[Any]):
    """Decimals that reach SQLite as text, so that no binary float stands in between."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return String()
        return dialect.type_descriptor(self.impl_instance)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return str(value) if value is not None and dialect.name == "sqlite" else value


def sql_type(wanted: ColumnType, dialect: str) -> TypeEngine[Any]:
    """Return the database type of a mapping's column."""
    if wanted.kind == "text":
        return _text(wanted.length, dialect)
    if wanted.kind == "decimal":
        if dialect in ("mysql", "mariadb") and wanted.digits is None:
            # without digits MariaDB would take DECIMAL(10,0) and round
            return Numeric(38, 10)
        return Numeric(wanted.digits, wanted.scale)
    simple: dict[str, TypeEngine[Any]] = {
        "integer": Integer() if dialect == "sqlite" else BigInteger(),
        "date": Date(),
        "time": Time(),
        "datetime": DateTime(),
        "boolean": Boolean(create_constraint=False),
        "uuid": Uuid() if dialect == "postgresql" else String(36),
    }
    return simple[wanted.kind]


def _text(length: int | None, dialect: str) -> TypeEngine[Any]:
    if length is None:
        return mysql.LONGTEXT() if dialect in ("mysql", "mariadb") else Text()
    return String(length)


def new_tables(definition: mapping.Definition, dialect: str) -> dict[str, Table]:
    """Return the tables as the mapping would have them made, by name."""
    metadata = MetaData(schema=definition.schema)
    tables = {
        definition.table: _table(
            metadata, definition.table, definition.columns, definition.key, dialect, {}
        )
    }
    parents = {column.name: column.type for column in definition.columns}
    for child in definition.tables:
        row = _row_column(child.columns)
        key = (*child.key, row) if row else ()
        tables[child.table] = _table(metadata, child.table, child.columns, key, dialect, parents)
        if not key:
            Index(f"{child.table}_key", *(tables[child.table].c[name] for name in child.key))
    return tables


def _row_column(columns: Iterable[mapping.Column]) -> str | None:
    wanted = mapping.Source("document", mapping.ROW)
    return next((column.name for column in columns if column.source == wanted), None)


def _table(
    metadata: MetaData,
    name: str,
    columns: Iterable[mapping.Column],
    key: tuple[str, ...],
    dialect: str,
    parents: dict[str, ColumnType],
) -> Table:
    made = []
    for column in columns:
        wanted = column.type
        if column.source.kind == "parent" and column.source.name in parents:
            wanted = parents[column.source.name]
        made.append(
            Column(
                column.name,
                sql_type(_indexable(wanted) if column.name in key else wanted, dialect),
                nullable=column.name not in key,
                autoincrement=False,
            )
        )
    constraints = [PrimaryKeyConstraint(*key)] if key else []
    return Table(
        name,
        metadata,
        *made,
        *constraints,
        mysql_engine="InnoDB",
        mariadb_engine="InnoDB",
        mysql_charset="utf8mb4",
        mariadb_charset="utf8mb4",
    )


def _indexable(wanted: ColumnType) -> ColumnType:
    """A key's type: texts need a length, because MariaDB indexes no endless ones."""
    if wanted.kind == "text" and wanted.length is None:
        return ColumnType("text", length=KEY_TEXT)
    return wanted


def statements(definition: mapping.Definition, schema: Schema, dialect: Dialect) -> list[str]:
    """Return the DDL for what the mapping names and the database lacks, in order.

    Missing tables are created, missing columns added, and a missing unique index on the key; what
    is there is never changed.
    """
    wanted = new_tables(definition, dialect.name)
    found: list[str] = []
    for name, table in wanted.items():
        existing = schema.table(name)
        if existing is None:
            found.append(_sql(CreateTable(table), dialect))
            found.extend(_sql(CreateIndex(index), dialect) for index in table.indexes)
        else:
            found.extend(_missing_columns(table, existing, dialect))
            if name == definition.table:
                found.extend(_missing_key(table, existing, definition.key, dialect))
    return found


def _missing_columns(table: Table, existing: DatabaseTable, dialect: Dialect) -> Iterator[str]:
    prepared = dialect.identifier_preparer
    for column in table.columns:
        if existing.column(column.name) is None:
            kind = column.type.compile(dialect)
            yield (
                f"ALTER TABLE {prepared.format_table(table)} "
                f"ADD COLUMN {prepared.format_column(column)} {kind}"
            )


def _missing_key(
    table: Table, existing: DatabaseTable, key: tuple[str, ...], dialect: Dialect
) -> Iterator[str]:
    if key and not any(columns <= set(key) for columns in existing.unique):
        # a table of its own, so that the index is not also written with CREATE TABLE
        index = Index(f"{table.name}_record_key", *(table.c[name] for name in key), unique=True)
        yield _sql(CreateIndex(index), dialect)


def _sql(statement: Any, dialect: Dialect) -> str:
    lines = str(statement.compile(dialect=dialect)).strip().splitlines()
    return "\n".join(line.rstrip().replace("\t", "    ") for line in lines)


def written_table(
    name: str, schema: str | None, columns: Iterable[mapping.Column], existing: DatabaseTable
) -> Table:
    """Return a table to write to, each column bound as the database has it."""
    made = []
    for column in columns:
        found = existing.column(column.name)
        if found is not None:
            exact = isinstance(found.native, Numeric) and not found.inexact
            kind = (
                ExactNumber(found.type.digits, found.type.scale) if exact and found.type else None
            )
            made.append(Column(column.name, kind or found.native))
    return Table(name, MetaData(schema=schema), *made)
