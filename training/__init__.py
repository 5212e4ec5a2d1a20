"""Offline: from labelled history to a release."""
