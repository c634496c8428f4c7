// Somebody else's rating as an item of a list. Knows the shape of a rating, no routes.

import { make } from "./element.js";
import { inWords } from "./rating-words.js";
import { starsInWords } from "./words.js";

export function verdict({ overall, aspects, tags, comment, member_name: name }) {
  const judged = Object.entries(aspects).map(([aspect, stars]) => `${inWords(aspect)} ${stars}`);
  const more = [judged.join(", "), tags.join(", ")].filter(Boolean).join("; ");
  return make(
    "li",
    {},
    make("span", { class: "given", "aria-label": starsInWords(overall) }, "★".repeat(overall), make("i", {}, "★".repeat(5 - overall))),
    make("b", { dir: "auto" }, name),
    more ? make("small", {}, more) : null,
    comment ? make("q", { dir: "auto" }, comment) : null,
  );
}
