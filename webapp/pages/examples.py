"""Prompts to start from on the studio page, by the words on their buttons. Knows nothing else."""

from __future__ import annotations

EXAMPLES = {
    "Neon rain": (
        "At night a woman in a long red dress and a black leather jacket walks along a wet Tokyo street in the rain. "
        "Neon signs glow pink and amber and shine back from the puddles; people pass behind her."
    ),
    "Gold rush": (
        "Old film of a gold-rush town: a brown horse walks along the main street past the saloon, the sun is going "
        "down behind the hills."
    ),
    "Mountain road": (
        "We follow a white vintage SUV with a black roof rack as it drives up a dirt road that winds along a "
        "mountainside. Pine trees stand on both sides and dust flies up behind its wheels."
    ),
    "Dog at the window": "A spotted dog sits at a window and looks out while people walk past outside.",
    "Three shots": (
        "A woman in a red dress walks along a wet neon street at night. Then she stands on a beach at dawn. "
        "Then she walks away through a snowy forest."
    ),
    "Red balloon": "A red balloon drifts slowly over a green hill under a blue sky.",
    "Snowy harbour": "A small blue boat rocks in a harbour while snow falls at dusk.",
}
