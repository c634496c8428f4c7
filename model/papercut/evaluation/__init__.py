"""The evaluation of Papercut: one measure in each file, and what they share. Knows nothing of the studio."""
