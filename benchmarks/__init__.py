"""Figures, printed: medians and ratios side by side. Never asserted, because machines differ."""
