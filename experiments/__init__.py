"""Experiments on the whole of Dailies: composition as in `composition.py`, so they may import every layer."""
