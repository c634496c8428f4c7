"""Text to frames. Knows no users."""
