// One to five for one aspect: five buttons that are one stop of the Tab key. Arrows move among them, Enter chooses, digits
// choose at once; choosing the same again, Backspace or 0 takes it back. Knows no rating.

import { make } from "./element.js";

const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

export class Scale {
  #name;
  #onChoice;
  #chosen = null;
  #steps;

  /** @param onChoice is called with 1 to 5, or with null when the choice is taken back. */
  constructor(name, onChoice) {
    this.#name = name;
    this.#onChoice = onChoice;
    this.#steps = [1, 2, 3, 4, 5].map((value) =>
      make("button", { type: "button", "aria-label": `${name}: ${value} of 5`, onclick: () => this.#choose(value) }, String(value)),
    );
    this.element = make("div", { class: "scale", role: "group", "aria-label": name }, ...this.#steps);
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.show(null);
  }

  show(chosen) {
    this.#chosen = chosen;
    this.#steps.forEach((step, index) => {
      step.classList.toggle("lit", index < (chosen ?? 0));
      step.setAttribute("aria-pressed", String(index + 1 === chosen));
    });
    this.#stopAt((chosen ?? 1) - 1);
  }

  /** Which of the five the Tab key stops at. */
  #stopAt(place) {
    this.#steps.forEach((step, index) => (step.tabIndex = index === place ? 0 : -1));
  }

  #choose(value) {
    this.#onChoice(value === this.#chosen ? null : value);
  }

  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = this.#steps.indexOf(event.target);
    if (/^[1-5]$/.test(event.key)) {
      this.#onChoice(Number(event.key));
      this.#steps[Number(event.key) - 1].focus();
    } else if (event.key === "0" || event.key === "Backspace" || event.key === "Delete") {
      this.#onChoice(null);
      event.target.focus();
    } else if (event.key in STEPS) {
      const next = Math.min(4, Math.max(0, here + STEPS[event.key]));
      this.#stopAt(next);
      this.#steps[next].focus();
    } else return;
    event.preventDefault();
    // The digits rate the whole clip where this scale does not have the focus.
    event.stopPropagation();
  }
}
