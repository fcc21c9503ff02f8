"""Records in tables of other systems' databases, through SQLAlchemy Core."""
