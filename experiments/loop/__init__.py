"""The loop: ratings put in by simulated raters make a better model, by the very taste that rated. `make loop`.

A fresh studio renders the clips, takes the ratings and freezes the datasets; the base is refined on each; held-out
prompts are rendered by base and candidate with the same seeds, and the taste votes by their pixels, blind.
"""
