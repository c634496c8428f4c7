"""Refinement: from a frozen dataset of rated clips to a LoRA adapter of the base that is loaded.

`refiner.py` is what the worker is handed; the other modules are its nouns: the dataset as read, the bases that can
learn, the encoded lessons, the two losses, the run with its checkpoints, the adapter's file.
"""
