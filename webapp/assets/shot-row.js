// One row of a storyboard that is being written: the prompt of the shot, its seconds, what the model will read of it.
// Knows its own shot; where it stands among the others is the storyboard's business.

import { make } from "./element.js";
import { Reading } from "./reading.js";

export const SHORTEST_SECONDS = 1;
const STEP_SECONDS = 0.5;

export class ShotRow {
  #parts;
  #onChange;

  /** @param {object} options `shot`, `readThrough`, `promptLimit`, and what to do: `onChange`, `onMove(row, by)`, `onRemove(row)`. */
  constructor({ shot, readThrough, promptLimit, onChange, onMove, onRemove }) {
    this.#onChange = onChange;
    this.reading = new Reading({ readThrough, hasHeading: false, onChange: (reading) => this.#fold(reading) });
    this.#build(promptLimit, onMove, onRemove);
    const { prompt, seconds } = this.#parts;
    prompt.value = shot.prompt;
    seconds.value = String(Math.round(shot.seconds * 10) / 10);
    this.#write();
  }

  /** The shot as the API takes it. */
  get shot() {
    return { prompt: this.#parts.prompt.value, seconds: this.seconds, rewritten: this.reading.rewritten };
  }

  /** Length in seconds; 0 where none is written, which the studio refuses with a sentence. */
  get seconds() {
    const written = this.#parts.seconds.valueAsNumber;
    return Number.isFinite(written) ? written : 0;
  }

  /** Say which shot this is, and which moves there are. */
  place(number, count) {
    const { name, prompt, seconds, up, down, remove } = this.#parts;
    name.textContent = `Shot ${number}`;
    prompt.setAttribute("aria-label", `Prompt of shot ${number}`);
    seconds.setAttribute("aria-label", `Seconds of shot ${number}`);
    up.setAttribute("aria-label", `Move shot ${number} up`);
    down.setAttribute("aria-label", `Move shot ${number} down`);
    remove.setAttribute("aria-label", `Remove shot ${number}`);
    // Not `disabled`: that would drop the focus of whoever moved the row to the end.
    up.setAttribute("aria-disabled", String(number === 1));
    down.setAttribute("aria-disabled", String(number === count));
    remove.hidden = count === 1;
  }

  focus(part = "prompt") {
    this.#parts[part].focus();
  }

  #build(promptLimit, onMove, onRemove) {
    const name = make("b");
    const prompt = make("textarea", { rows: "2", dir: "auto", maxlength: promptLimit, placeholder: "What this shot shows" });
    const seconds = make("input", { type: "number", min: SHORTEST_SECONDS, step: STEP_SECONDS, inputmode: "decimal" });
    const move = (sign, by) =>
      make("button", { type: "button", class: "move", onclick: (event) => isOn(event.currentTarget) && onMove(this, by) }, sign);
    const up = move("↑", -1);
    const down = move("↓", 1);
    const remove = make("button", { type: "button", class: "move", onclick: () => onRemove(this) }, "×");
    const summary = make("summary");
    const fold = make("details", {}, summary, this.reading.element);
    prompt.addEventListener("input", () => this.#write());
    seconds.addEventListener("input", () => this.#write());
    this.#parts = { name, prompt, seconds, up, down, remove, fold, summary };
    const head = make("div", { class: "row-head" }, name, make("label", {}, seconds, "s"), make("span", { class: "moves" }, up, down, remove));
    this.element = make("li", {}, head, prompt, fold);
    this.#fold(this.reading);
  }

  #write() {
    this.reading.write(this.#parts.prompt.value, this.seconds);
    this.#onChange();
  }

  #fold(reading) {
    if (!this.#parts) return; // the reading shows itself once before the row is there
    const { fold, summary } = this.#parts;
    fold.hidden = reading.element.hidden;
    const count = reading.unknownCount;
    const notes = [reading.choice, count && `${count} not known`].filter(Boolean);
    summary.textContent = ["What the model will read", ...notes].join(" · ");
  }
}

const isOn = (button) => button.getAttribute("aria-disabled") !== "true";
