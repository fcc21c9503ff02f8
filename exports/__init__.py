"""Delivering accepted records: destinations, mappings and the outbox between them."""
