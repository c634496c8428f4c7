"""The theatre: a procedural world of paper cut-outs that renders captioned clips and knows its own ground truth."""
