"""Training runs, their comparison with the champion, and the model that reads."""
