// What a rating can say beside its stars, in the words of the studio. Values are those of the HTTP API (storage/words.py).

export const ASPECTS = [
  { value: "visual_quality", meaning: "sharp, well lit, well coloured" },
  { value: "temporal_consistency", meaning: "things stay what they are, movement is smooth" },
  { value: "dynamic_degree", meaning: "how much moves" },
  { value: "text_alignment", meaning: "shows what was written" },
  { value: "factual_consistency", meaning: "as the world works" },
];

export const TAGS = [
  { value: "flicker", meaning: "brightness or detail jumps from frame to frame" },
  { value: "blur", meaning: "soft, smeared or noisy" },
  { value: "morphing", meaning: "things melt into other things" },
  { value: "extra limbs", meaning: "too many or too few arms, legs, wheels, …" },
  { value: "frozen", meaning: "hardly anything moves that should" },
  { value: "impossible motion", meaning: "moves as nothing can" },
  { value: "wrong subject", meaning: "somebody or something else than was asked for" },
  { value: "wrong colour", meaning: "another colour than was asked for" },
  { value: "wrong place", meaning: "another place, time or weather than was asked for" },
  { value: "wrong camera", meaning: "another camera move than was asked for" },
  { value: "something missing", meaning: "a part of the prompt is not there" },
  { value: "subject changes", meaning: "not the same any more, also after a cut" },
];

/** `text_alignment` as people say it. */
export const inWords = (value) => value.replaceAll("_", " ");
