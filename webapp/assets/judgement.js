// One member's rating of one clip: stars, aspects, defects and words. Shows what was given and saves what is given, as soon
// as it is given. Knows the rating route, nothing of players.

import { ask, clipPath } from "./api.js";
import { make } from "./element.js";
import { ASPECTS, inWords, TAGS } from "./rating-words.js";
import { Scale } from "./scale.js";
import { verdict } from "./verdict.js";
import { starsInWords } from "./words.js";

const STARS_FIRST = "Not kept yet: give stars, everything else is kept with them.";

export class Judgement {
  #clip;
  /** The rating as it is chosen here, saved or not. */
  #chosen;
  /** The parts of it that are still to be saved, and what is said when they are. */
  #unsaved = new Set();
  #done = "";
  #isSaving = false;

  #stars = [];
  #scales = new Map();
  #tags = new Map();
  #sum = make("span", { class: "sum" });
  #comment;
  #save;
  #said = make("output", { class: "said" });
  #verdicts = make("ul", { class: "verdicts", hidden: true });

  constructor(clip, withVerdicts) {
    this.#clip = clip;
    this.#takeStored();
    this.element = make("div", { class: "judgement" }, this.#starRow(), this.#details(), this.#words(), this.#verdicts);
    this.#comment.value = this.#chosen.comment;
    this.#paint();
    if (withVerdicts && clip.rating_count > 0) this.#loadVerdicts();
  }

  #starRow() {
    this.#stars = [1, 2, 3, 4, 5].map((stars) =>
      make("button", {
        type: "button",
        class: "star",
        "aria-label": starsInWords(stars),
        title: `${starsInWords(stars)} (key ${stars})`,
        onclick: () => this.rate(stars),
      }),
    );
    const row = make("div", { class: "stars", role: "group", "aria-label": "Your rating" }, ...this.#stars);
    return make("div", { class: "verdict" }, row, this.#said);
  }

  #details() {
    const rows = ASPECTS.map(({ value, meaning }) => {
      const name = inWords(value);
      const scale = new Scale(name, (stars) => this.#judgeAspect(value, stars));
      this.#scales.set(value, scale);
      return make("div", { class: "aspect" }, make("span", {}, name, make("small", {}, meaning)), scale.element);
    });
    const tags = TAGS.map(({ value, meaning }) => {
      const tag = make("button", { type: "button", class: "tag", title: meaning, onclick: () => this.#turnTag(value) }, value);
      this.#tags.set(value, tag);
      return tag;
    });
    return make(
      "details",
      { class: "more" },
      make("summary", {}, "Aspects and defects", this.#sum),
      make("div", { class: "aspects" }, ...rows),
      make("div", { class: "tags", role: "group", "aria-label": "Defects" }, ...tags),
    );
  }

  #words() {
    this.#comment = make("textarea", {
      rows: "1",
      maxlength: "4000",
      dir: "auto",
      placeholder: "What works, what does not?",
      "aria-label": "Your words",
      oninput: () => this.#offerSave(),
    });
    this.#save = make("button", { type: "submit", hidden: true }, "Save words");
    const form = make("form", { class: "words" }, this.#comment, this.#save);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#saveWords();
    });
    return form;
  }

  /** Keys 1 to 5 rate while the clip has the focus. */
  onKey(event) {
    if (!/^[1-5]$/.test(event.key)) return;
    event.preventDefault();
    this.rate(Number(event.key));
  }

  rate(overall) {
    this.#choose({ overall }, `Saved ${starsInWords(overall)}.`);
  }

  #judgeAspect(aspect, stars) {
    const { [aspect]: _before, ...others } = this.#chosen.aspects;
    const done = stars === null ? `Took back ${inWords(aspect)}.` : `Saved ${inWords(aspect)}: ${stars} of 5.`;
    this.#choose({ aspects: stars === null ? others : { ...others, [aspect]: stars } }, done);
  }

  #turnTag(value) {
    const isOn = this.#chosen.tags.includes(value);
    // Words from before there was the list are not among those that can be given.
    const others = this.#chosen.tags.filter((tag) => tag !== value && this.#tags.has(tag));
    this.#choose({ tags: isOn ? others : [...others, value] }, isOn ? `Took off ${value}.` : `Saved ${value}.`);
  }

  #saveWords() {
    if (this.#chosen.overall === null) this.#stars[0].focus();
    this.#choose({ comment: this.#comment.value }, "Saved your words.");
  }

  #choose(part, done) {
    Object.assign(this.#chosen, part);
    Object.keys(part).forEach((name) => this.#unsaved.add(name));
    this.#done = done;
    this.#paint();
    if (this.#chosen.overall === null) this.#say(STARS_FIRST, true);
    else this.#saveAll();
  }

  /** One request at a time, so that they arrive in order; what is chosen meanwhile goes together with the next. */
  async #saveAll() {
    if (this.#isSaving) return;
    this.#isSaving = true;
    this.#say("Saving…");
    while (this.#unsaved.size) {
      const names = [...this.#unsaved];
      this.#unsaved.clear();
      const parts = Object.fromEntries(names.map((name) => [name, this.#chosen[name]]));
      try {
        this.#clip.my_rating = await ask("PUT", clipPath(this.#clip.id, "/rating"), { overall: this.#chosen.overall, ...parts });
        this.#say(this.#done);
      } catch (refusal) {
        this.#say(refusal.message, true);
        // What could not be sent is sent with the next choice; what was refused is not.
        if (refusal.status === 0) names.forEach((name) => this.#unsaved.add(name));
        else this.#takeStored();
        break;
      }
    }
    this.#isSaving = false;
    this.#paint();
  }

  #takeStored() {
    const { overall = null, aspects = {}, tags = [], comment = "" } = this.#clip.my_rating ?? {};
    this.#chosen = { overall, aspects, tags, comment };
    this.#unsaved.clear();
  }

  #paint() {
    const { overall, aspects, tags } = this.#chosen;
    this.#stars.forEach((star, index) => {
      star.classList.toggle("lit", index < (overall ?? 0));
      star.setAttribute("aria-pressed", String(index + 1 === overall));
    });
    this.#scales.forEach((scale, aspect) => scale.show(aspects[aspect] ?? null));
    this.#tags.forEach((tag, value) => tag.setAttribute("aria-pressed", String(tags.includes(value))));
    const judged = Object.keys(aspects).length;
    const counts = [judged && `${judged} of ${ASPECTS.length}`, tags.length && `${tags.length} ${tags.length === 1 ? "defect" : "defects"}`];
    this.#sum.textContent = counts.filter(Boolean).join(", ");
    this.#offerSave();
  }

  #offerSave() {
    this.#save.hidden = this.#comment.value === (this.#clip.my_rating?.comment ?? "");
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
