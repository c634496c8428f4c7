"""The commands of `app.py`, by what they are about."""
