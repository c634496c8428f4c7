// Other takes of a ready clip with one press: everything as it was but the seeds. They appear beside it.
//
// Knows the clip's route, nothing of players.

import { ask, clipPath } from "./api.js";
import { make } from "./element.js";

const MOST = 4;
const USUAL = 2;

export class Variation {
  #clip;
  #count = make("select", { "aria-label": "How many takes" }, ...Array.from({ length: MOST }, (_, index) => make("option", { value: index + 1 }, `× ${index + 1}`)));
  #button = make("button", { type: "button", class: "button", onclick: () => this.#ask() }, "Vary");
  #said = make("span", { class: "meaning", role: "status" });
  #key = null;

  constructor(clip) {
    this.#clip = clip;
    this.#count.value = String(USUAL);
    this.element = make("span", { class: "variation" }, this.#button, this.#count);
    this.answer = this.#said;
  }

  async #ask() {
    // Not `disabled`, which would take the focus from whoever pressed a key.
    if (this.#button.getAttribute("aria-busy") === "true") return;
    this.#button.setAttribute("aria-busy", "true");
    const count = Number(this.#count.value);
    // Kept until the answer has come: a press whose answer was lost makes no second set of takes.
    this.#key ??= { count, words: keyWords() };
    if (this.#key.count !== count) this.#key = { count, words: keyWords() };
    try {
      const { clips } = await ask("POST", clipPath(this.#clip.id, "/variations"), { count, idempotency_key: this.#key.words });
      this.#key = null;
      this.#say(count === 1 ? "Another take is in line." : `${count} more takes are in line.`);
      const detail = { of: this.#clip.id, ids: clips.map(({ id }) => id) };
      document.dispatchEvent(new CustomEvent("dailies:varied", { detail }));
    } catch (refusal) {
      this.#say(refusal.message, true);
    }
    this.#button.removeAttribute("aria-busy");
  }

  #say(words, isTrouble = false) {
    this.#said.textContent = words;
    this.#said.classList.toggle("trouble", isTrouble);
  }
}

/** A key that no other press has. Not crypto.randomUUID, which browsers keep from pages without HTTPS. */
export function keyWords() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
