"""Rows, files and jobs. Imports nothing of ours outside itself."""
