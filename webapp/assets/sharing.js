// The switch with which artists share a clip of their own with the studio. Knows the clip's route, nothing of players.

import { ask, clipPath } from "./api.js";
import { make } from "./element.js";

const SHARED = "Everybody in this studio sees it in the library, with your name, the prompt and the settings, and may rate it.";
const KEPT = "Only you and the curators see it. Sharing shows it to everybody in this studio.";

export class Sharing {
  #clip;
  #button = make("button", { type: "button", class: "switch", role: "switch", onclick: () => this.#turn() }, "Share");
  #said = make("span", { class: "meaning", role: "status" });

  constructor(clip) {
    this.#clip = clip;
    this.element = make("div", { class: "sharing" }, this.#button, this.#said);
    this.#paint();
  }

  #paint() {
    const isShared = this.#clip.shared_at !== null;
    this.#button.setAttribute("aria-checked", String(isShared));
    this.#say(isShared ? SHARED : KEPT);
  }

  #say(words, isTrouble = false) {
    this.#said.textContent = words;
    this.#said.classList.toggle("trouble", isTrouble);
  }

  async #turn() {
    // Not `disabled`, which would take the focus from whoever pressed a key.
    if (this.#button.getAttribute("aria-busy") === "true") return;
    this.#button.setAttribute("aria-busy", "true");
    try {
      const { shared_at } = await ask("PATCH", clipPath(this.#clip.id), { shared: this.#clip.shared_at === null });
      this.#clip.shared_at = shared_at;
      this.#paint();
    } catch (refusal) {
      this.#say(refusal.message, true);
    }
    this.#button.removeAttribute("aria-busy");
  }
}
