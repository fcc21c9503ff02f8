"""The API of destinations, mappings and deliveries."""
