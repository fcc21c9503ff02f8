"""The API of samples and collections."""
