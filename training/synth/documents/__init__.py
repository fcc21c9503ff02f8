"""Rendered documents with exact truth: what is printed, where, and the template that reads it."""
