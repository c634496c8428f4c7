// Stars and words on one clip: shows what was given, saves what is given. Knows the rating route, nothing of players.

import { ask, clipPath } from "./api.js";
import { make } from "./element.js";
import { starsInWords } from "./words.js";

const WRITING = "textarea, input, select, [contenteditable]";

export class Judgement {
  #clip;
  #stars = [];
  #comment;
  #save;
  #said = make("output", { class: "said" });
  #verdicts = make("ul", { class: "verdicts", hidden: true });

  constructor(clip, withVerdicts) {
    this.#clip = clip;
    this.element = this.#build();
    this.#paint();
    if (withVerdicts && clip.rating_count > 0) this.#loadVerdicts();
  }

  #build() {
    this.#stars = [1, 2, 3, 4, 5].map((stars) =>
      make("button", {
        type: "button",
        class: "star",
        "aria-label": starsInWords(stars),
        title: `${starsInWords(stars)} (key ${stars})`,
        onclick: () => this.rate(stars),
      }),
    );
    this.#comment = make("textarea", {
      rows: "1",
      maxlength: "4000",
      dir: "auto",
      placeholder: "What works, what does not?",
      "aria-label": "Comment",
    });
    this.#save = make("button", { type: "submit", hidden: true }, "Save words");
    this.#comment.addEventListener("input", () => {
      this.#save.hidden = this.#comment.value === (this.#clip.my_rating?.comment ?? "");
    });
    const words = make("form", { class: "words" }, this.#comment, this.#save);
    words.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#saveWords();
    });
    const row = make("div", { class: "stars", role: "group", "aria-label": "Your rating" }, ...this.#stars);
    return make("div", { class: "judgement" }, make("div", { class: "verdict" }, row, this.#said), words, this.#verdicts);
  }

  /** Keys 1 to 5 rate while the clip has the focus and nobody is writing. */
  onKey(event) {
    const isWriting = event.composedPath()[0].matches?.(WRITING);
    if (isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[1-5]$/.test(event.key)) {
      event.preventDefault();
      this.rate(Number(event.key));
    }
  }

  async rate(overall) {
    await this.#put({ overall }, `Saved ${starsInWords(overall)}.`);
  }

  async #saveWords() {
    const overall = this.#clip.my_rating?.overall;
    if (overall === undefined) {
      this.#say("Give stars first: the words are kept with them.", true);
      this.#stars[0].focus();
      return;
    }
    await this.#put({ overall, comment: this.#comment.value }, "Saved your words.");
  }

  async #put(rating, done) {
    this.#say("Saving…");
    try {
      this.#clip.my_rating = await ask("PUT", clipPath(this.#clip.id, "/rating"), rating);
      this.#paint(rating.comment !== undefined);
      this.#say(done);
    } catch (refusal) {
      this.#say(refusal.message, true);
    }
  }

  #paint(withWords = true) {
    const rating = this.#clip.my_rating;
    this.#stars.forEach((star, index) => {
      star.classList.toggle("lit", index < (rating?.overall ?? 0));
      star.setAttribute("aria-pressed", String(index + 1 === rating?.overall));
    });
    // Stars given while words are being written leave the words alone.
    if (withWords) this.#comment.value = rating?.comment ?? "";
    this.#save.hidden = this.#comment.value === (rating?.comment ?? "");
  }

  #say(words, isTrouble = false) {
    this.#said.textContent = words;
    this.#said.classList.toggle("trouble", isTrouble);
  }

  async #loadVerdicts() {
    try {
      const { ratings } = await ask("GET", clipPath(this.#clip.id, "/ratings"));
      // One's own stands above, where it can be changed.
      const others = ratings.filter((rating) => rating.member_id !== this.#clip.my_rating?.member_id);
      this.#verdicts.replaceChildren(...others.map(verdict));
      this.#verdicts.hidden = others.length === 0;
    } catch (refusal) {
      this.#say(refusal.message, true);
    }
  }
}

function verdict({ overall, comment, member_name: name }) {
  return make(
    "li",
    {},
    make("span", { class: "given", "aria-label": starsInWords(overall) }, "★".repeat(overall), make("i", {}, "★".repeat(5 - overall))),
    make("b", { dir: "auto" }, name),
    comment ? make("q", { dir: "auto" }, comment) : null,
  );
}
