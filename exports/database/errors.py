"""Database errors as failures: what it means, and what to do, in every dialect."""

from __future__ import annotations

import sqlite3

import psycopg
import pymysql
from sqlalchemy.exc import DBAPIError

from exports.failures import Code, Failure
from exports.sealing import masked

_POSTGRESQL: dict[str, Code] = {
    "28P01": "wrong_password",
    "28000": "wrong_password",
    "3D000": "missing_database",
    "3F000": "missing_table",
    "42501": "not_allowed",
    "25006": "not_allowed",
    "42P01": "missing_table",
    "42703": "missing_column",
    "42704": "missing_column",
    "22001": "too_long",
    "22003": "too_long",
    "22P02": "wrong_type",
    "22007": "wrong_type",
    "22008": "wrong_type",
    "22021": "wrong_type",
    "42804": "type_changed",
    "42883": "type_changed",
    "23502": "empty",
    "23503": "foreign_key",
    "23505": "unique_conflict",
    "23514": "check",
    "23P01": "unique_conflict",
    "40001": "locked",
    "40P01": "locked",
    "55P03": "locked",
    "57014": "timeout",
    "57P01": "unreachable",
    "57P02": "unreachable",
    "57P03": "unreachable",
}
_POSTGRESQL_CLASSES: dict[str, Code] = {"08": "unreachable", "53": "server", "58": "server"}
_POSTGRESQL_CONNECTING: tuple[tuple[str, Code], ...] = (
    ("password authentication failed", "wrong_password"),
    ("no password supplied", "wrong_password"),
    ("no pg_hba.conf entry", "not_allowed"),
    ("role ", "wrong_password"),
    ("database ", "missing_database"),
    ("timeout", "timeout"),
    ("certificate", "unreachable"),
)
_MARIADB: dict[int, Code] = {
    1045: "wrong_password",
    1698: "wrong_password",
    1049: "missing_database",
    1044: "not_allowed",
    1130: "not_allowed",
    1142: "not_allowed",
    1143: "not_allowed",
    1227: "not_allowed",
    1290: "not_allowed",
    1792: "not_allowed",
    1146: "missing_table",
    1054: "missing_column",
    1406: "too_long",
    1264: "too_long",
    1366: "wrong_type",
    1292: "wrong_type",
    1265: "wrong_type",
    1048: "empty",
    1364: "empty",
    1062: "unique_conflict",
    1586: "unique_conflict",
    1216: "foreign_key",
    1217: "foreign_key",
    1451: "foreign_key",
    1452: "foreign_key",
    3819: "check",
    4025: "check",
    1205: "locked",
    1213: "locked",
    1969: "timeout",
    3024: "timeout",
    1040: "server",
    1203: "server",
    1021: "server",
    1114: "server",
    1053: "unreachable",
    1152: "unreachable",
    1927: "unreachable",
    2002: "unreachable",
    2003: "unreachable",
    2006: "unreachable",
    2013: "unreachable",
    2026: "unreachable",
    2055: "unreachable",
}
_SQLITE: dict[str, Code] = {
    "SQLITE_CANTOPEN": "missing_database",
    "SQLITE_NOTADB": "missing_database",
    "SQLITE_BUSY": "locked",
    "SQLITE_LOCKED": "locked",
    "SQLITE_READONLY": "not_allowed",
    "SQLITE_PERM": "not_allowed",
    "SQLITE_FULL": "server",
    "SQLITE_IOERR": "server",
    "SQLITE_MISMATCH": "wrong_type",
    "SQLITE_TOOBIG": "too_long",
    "SQLITE_CONSTRAINT_UNIQUE": "unique_conflict",
    "SQLITE_CONSTRAINT_PRIMARYKEY": "unique_conflict",
    "SQLITE_CONSTRAINT_ROWID": "unique_conflict",
    "SQLITE_CONSTRAINT_NOTNULL": "empty",
    "SQLITE_CONSTRAINT_FOREIGNKEY": "foreign_key",
    "SQLITE_CONSTRAINT_CHECK": "check",
    "SQLITE_CONSTRAINT_DATATYPE": "wrong_type",
}
_SAYINGS: dict[Code, str] = {
    "wrong_password": "The database refuses the name or the password. Enter them again.",
    "missing_database": "There is no such database. Check its name in the destination.",
    "not_allowed": "The database user may not do this. Grant it to the user, or name another.",
    "missing_table": "A table is missing. Create it, or change the mapping.",
    "missing_column": "A column is missing. Add it again, or change the mapping.",
    "type_changed": "A column's type does not fit the mapping. Change one of them.",
    "too_long": "A value does not fit its column. Make the column longer, or correct the value.",
    "wrong_type": "A value is not of its column's type. Change the mapping, or correct the value.",
    "empty": "A column that must not be empty would be. Map it, or correct the value.",
    "unique_conflict": (
        "Another row has the same unique value already. Find out which of them is right: correct "
        "the record, or change the other row, and send it again."
    ),
    "foreign_key": "A row refers to one that is not there. Add that one, and send it again.",
    "check": "A check of the table refuses the row. Correct the value, or change the check.",
    "locked": "Somebody else holds the rows. It is tried again.",
    "timeout": "The database did not answer in time. It is tried again.",
    "unreachable": "The database does not answer. It is tried again; check host, port and server.",
    "server": "The database has no room or no connection left. Its administrator can tell.",
    "unknown": "The database refuses this.",
}


def failure_of(error: BaseException, url: str = "") -> Failure:
    """Return what an error means; the server's own words follow, without credentials."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = _code(cause)
    detail = masked(_first_line(cause), {"url": url})
    return Failure(code, f"{_SAYINGS.get(code, _SAYINGS['unknown'])} ({detail})")


def _code(cause: BaseException) -> Code:
    if isinstance(cause, psycopg.Error):
        return _postgresql_code(cause)
    if isinstance(cause, pymysql.MySQLError):
        number = cause.args[0] if cause.args and isinstance(cause.args[0], int) else 0
        return _MARIADB.get(number, "unreachable" if number == 0 else "unknown")
    if isinstance(cause, sqlite3.Error):
        return _sqlite_code(cause)
    return "unknown"


def _postgresql_code(cause: psycopg.Error) -> Code:
    state = cause.sqlstate
    if state is not None:
        return _POSTGRESQL.get(state) or _POSTGRESQL_CLASSES.get(state[:2]) or "unknown"
    # errors while connecting have no code of their own, only the server's words
    words = str(cause)
    for part, code in _POSTGRESQL_CONNECTING:
        if part in words:
            return code
    return "unreachable"


def _sqlite_code(cause: sqlite3.Error) -> Code:
    name = getattr(cause, "sqlite_errorname", "")
    words = str(cause)
    if "no such table" in words:
        return "missing_table"
    if "no such column" in words or "has no column named" in words:
        return "missing_column"
    return _SQLITE.get(name) or _SQLITE.get("_".join(name.split("_")[:2])) or "unknown"


def _first_line(cause: BaseException) -> str:
    if isinstance(cause, pymysql.MySQLError) and len(cause.args) > 1:
        return str(cause.args[1]).splitlines()[0] if str(cause.args[1]) else "no details"
    if isinstance(cause, psycopg.Error) and cause.diag.message_primary:
        detail = cause.diag.message_detail
        return cause.diag.message_primary + (f"; {detail}" if detail else "")
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    return lines[0] if lines else type(cause).__name__
