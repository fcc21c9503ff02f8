"""The API of documents and records."""
