"""Wiring: settings, addresses, the job queue, health and metrics."""

from ocrproject.celery import app as celery_app

__all__ = ["celery_app"]
