"""Whether a mapping still fits the tables it writes to; asked before every batch."""

from __future__ import annotations

from collections.abc import Iterator

from exports.column_types import ColumnType
from exports.database.schema import DatabaseTable, Schema
from exports.definition import Column, Definition
from exports.failures import Failure


def first_failure(definition: Definition, schema: Schema) -> Failure | None:
    """Return the first reason for which nothing may be written; None where all fits."""
    return next(failures(definition, schema), None)


def failures(definition: Definition, schema: Schema) -> Iterator[Failure]:
    """Yield every difference between mapping and tables, each with what to do."""
    yield from _main(definition, schema)
    for child in definition.tables:
        table = schema.table(child.table)
        if table is None:
            yield _missing(child.table)
            continue
        yield from _table(table, child.columns)
        parent = schema.table(definition.table)
        for column in child.columns:
            if column.source.kind != "parent" or parent is None:
                continue
            if parent.column(column.source.name) is None:
                yield _gone(definition.table, column.source.name)


def _main(definition: Definition, schema: Schema) -> Iterator[Failure]:
    table = schema.table(definition.table)
    if table is None:
        yield _missing(definition.table)
        return
    yield from _table(table, definition.columns)
    key = set(definition.key)
    if not any(columns <= key for columns in table.unique):
        yield Failure(
            "mapping",
            f"{table.name}: nothing keeps {', '.join(definition.key)} unique, so that a record "
            "might get two rows. Add a unique index on it.",
        )


def warnings(definition: Definition, schema: Schema) -> list[str]:
    """Return what is written, but not as exactly as it could be."""
    found = []
    groups = [(definition.table, definition.columns)]
    groups += [(child.table, child.columns) for child in definition.tables]
    for name, columns in groups:
        table = schema.table(name)
        for column in columns:
            there = table.column(column.name) if table else None
            if there is not None and there.inexact and column.type.kind == "decimal":
                found.append(
                    f"{name}.{column.name} is a binary float ({there.shown}), in which amounts "
                    "may lose their last digit. Use DECIMAL."
                )
    return found


def _table(table: DatabaseTable, columns: tuple[Column, ...]) -> Iterator[Failure]:
    if not table.transactional:
        yield Failure(
            "mapping",
            f"{table.name} knows no transactions, so that half a record could be written. Change "
            f"its engine: ALTER TABLE {table.name} ENGINE=InnoDB",
        )
    for column in columns:
        yield from _column(table, column)
    mapped = {column.name for column in columns}
    for there in table.columns:
        if there.name not in mapped and not (there.nullable or there.filled or there.generated):
            yield Failure(
                "type_changed",
                f"{table.name}.{there.name} must not be empty and nothing is mapped to it. Map "
                "it, or give it a default.",
            )


def _column(table: DatabaseTable, column: Column) -> Iterator[Failure]:
    there = table.column(column.name)
    if there is None:
        yield _gone(table.name, column.name)
    elif there.generated:
        yield Failure(
            "mapping",
            f"{table.name}.{column.name} is computed by the database. Take it out of the mapping.",
        )
    elif there.type is None:
        yield Failure(
            "type_changed",
            f"{table.name}.{column.name} is {there.shown}, to which nothing can be mapped. Map "
            "another column.",
        )
    elif column.source.kind != "parent" and not fits(column.type, there.type):
        yield Failure(
            "type_changed",
            f"{table.name}.{column.name} is {there.type} ({there.shown}), the mapping writes "
            f"{column.type}. Change the column back, or change the mapping to {there.type}.",
        )


def fits(written: ColumnType, there: ColumnType) -> bool:
    """Whether a column of the database holds everything that the mapping's type allows."""
    if written.kind == "uuid" and there.kind == "text":
        return there.length is None or there.length >= 36
    if written.kind == "decimal" and there.kind == "decimal" and written.digits is None:
        return True
    if written.kind == "boolean" and there.kind == "integer":
        return True
    if written.kind == "integer" and there.kind == "decimal":
        return True
    return there.holds(written)


def _missing(name: str) -> Failure:
    return Failure("missing_table", f"There is no table {name}. Create it, or map to another one.")


def _gone(table: str, column: str) -> Failure:
    return Failure(
        "missing_column",
        f"{table} has no column {column} any more. Add it again, or take it out of the mapping.",
    )
