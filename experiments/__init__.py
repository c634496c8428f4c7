"""Experiments on the whole of Dailies: composition as in `app.py`, so they may import every layer."""
