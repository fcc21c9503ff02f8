"""The API of templates."""
