"""Receive uploaded files, check them by their content, and store them completely or not at all."""
