"""The API of alerts, accuracy and thresholds."""
