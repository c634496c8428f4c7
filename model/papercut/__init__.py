"""Papercut: the bundled text-to-video model, trained from scratch on a procedural paper theatre.

Knows nothing of users, jobs or files of the studio; `docs/papercut.md` is its model card.
"""
