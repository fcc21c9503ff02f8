"""Measuring over real documents: fields, item rows, speed, template choice, line reading."""
