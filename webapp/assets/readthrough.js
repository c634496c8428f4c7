// Has prompts read before anything is rendered: what the model will read of them, and whether they tell several shots.
//
// Asks when the writing pauses, and one question at a time: a rewriter may be a slow language model, and questions that
// pile up would only keep it from the newest one. Knows the route, nothing of how readings look.

import { ask } from "./api.js";

const PAUSE_MILLISECONDS = 450;

export class ReadThrough {
  #wanted = new Set();
  #timer = 0;
  #isBusy = false;

  /** Name of the model that will read; undefined is the studio's default. */
  model = undefined;

  /** Have a reading's prompt read after the pause. Give it `prompt`, `seconds`, `wait()`, `take(shot, storyboard)`, `fail(refusal)`. */
  want(reading) {
    this.#wanted.add(reading);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MILLISECONDS);
  }

  /** The same without the pause. */
  wantNow(reading) {
    this.#wanted.add(reading);
    clearTimeout(this.#timer);
    this.#ask();
  }

  async #ask() {
    if (this.#isBusy) return;
    const batch = [...this.#wanted].filter((reading) => reading.prompt.trim());
    this.#wanted.clear();
    if (!batch.length) return;
    this.#isBusy = true;
    batch.forEach((reading) => reading.wait());
    const shots = batch.map(({ prompt, seconds }) => ({ prompt, seconds }));
    const answer = await ask("POST", "/api/v1/prompts", { shots, model: this.model }).catch((refusal) => ({ refusal }));
    this.#isBusy = false;
    batch.forEach((reading, index) => {
      if (answer.refusal) reading.fail(answer.refusal);
      else reading.take(answer.shots[index], answer.storyboard);
    });
    // Whatever was written meanwhile has waited long enough.
    if (this.#wanted.size) this.#ask();
  }
}
