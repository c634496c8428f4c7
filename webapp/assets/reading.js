// What the model will read of one prompt: the long form, which the artist may edit, and the words it does not know.
//
// A text edited by hand is never overwritten until somebody asks for it. Knows no route; `readthrough.js` asks.

import { make } from "./element.js";

const SLOW_MILLISECONDS = 700;

let made = 0;

export class Reading {
  #readThrough;
  #onChange;
  #onRead;
  #prompt = "";
  #seconds = 4;
  #read = null;
  #edited = null;
  #editedOf = "";
  #isAsWritten = false;
  #slow = 0;
  #parts;

  /**
   * @param {object} options
   * @param readThrough asks for the reading.
   * @param onChange called after every change of what is shown.
   * @param onRead called with the shot that was read and the storyboard it tells.
   * @param hasHeading whether the reading names itself; a row that folds it away has a heading of its own.
   */
  constructor({ readThrough, onChange = () => {}, onRead = () => {}, hasHeading = true }) {
    this.#readThrough = readThrough;
    this.#onChange = onChange;
    this.#onRead = onRead;
    this.#build(hasHeading);
    this.#show();
  }

  get prompt() {
    return this.#prompt;
  }

  get seconds() {
    return this.#seconds;
  }

  /** The text the model is to be given; undefined while nobody has seen one, so that the studio makes it. */
  get rewritten() {
    if (this.#isAsWritten) return this.#prompt;
    if (this.#edited !== null) return this.#edited;
    return this.#isCurrent ? this.#read.rewritten : undefined;
  }

  /** How many stretches of the prompt the model has no counterpart for. */
  get unknownCount() {
    return this.#isCurrent ? this.#read.marks.length : 0;
  }

  /** What the artist chose to do about the rewriting: "edited", "as written" or nothing. */
  get choice() {
    if (this.#isAsWritten) return "as written";
    return this.#edited === null ? "" : "edited";
  }

  /** The prompt was written on. */
  write(prompt, seconds) {
    this.#seconds = seconds;
    if (prompt === this.#prompt) return;
    this.#prompt = prompt;
    if (!prompt.trim()) {
      this.#read = null;
      this.#edited = null;
    }
    this.#readThrough.want(this);
    this.#show();
  }

  /** Have the prompt read anew: another model may make something else of it. */
  again() {
    this.#read = null;
    this.#readThrough.wantNow(this);
    this.#show();
  }

  wait() {
    clearTimeout(this.#slow);
    this.#slow = setTimeout(() => this.#say("The rewriter is at work…"), SLOW_MILLISECONDS);
  }

  take(read, storyboard) {
    clearTimeout(this.#slow);
    this.#read = read;
    this.#show();
    this.#onRead(read, storyboard);
  }

  fail(refusal) {
    clearTimeout(this.#slow);
    this.#show();
    this.#say(refusal.message);
  }

  get #isCurrent() {
    return this.#read !== null && this.#read.prompt === this.#prompt;
  }

  #build(hasHeading) {
    const id = `reading-${++made}`;
    const heading = make("h3", { id, class: hasHeading ? "" : "unseen" }, "What the model will read");
    const asWritten = make("input", { type: "checkbox", role: "switch" });
    asWritten.addEventListener("change", () => this.#setAsWritten(asWritten.checked));
    const text = make("textarea", { "aria-labelledby": id, dir: "auto", rows: "2", spellcheck: "true" });
    text.addEventListener("input", () => this.#edit(text.value));
    const note = make("span", { role: "status" });
    const again = make("button", { type: "button", class: "quiet", onclick: () => this.#rewriteAgain() }, "Rewrite again");
    const marked = make("p", { class: "marked", dir: "auto", "aria-hidden": "true" });
    const unknown = make("ul");
    const unknownHead = make("p", { class: "unknown-head", role: "status" });
    const unknownBlock = make("div", { class: "unknown" }, unknownHead, marked, unknown);
    const head = make("div", { class: "reading-head" }, heading, make("label", { class: "switch" }, asWritten, "As written"));
    const foot = make("div", { class: "reading-foot" }, note, again);
    this.#parts = { asWritten, text, note, again, marked, unknown, unknownHead, unknownBlock };
    this.element = make("section", { class: "reading", "aria-labelledby": id }, head, text, foot, unknownBlock);
  }

  #edit(value) {
    this.#edited = value;
    this.#editedOf = this.#prompt;
    this.#show();
  }

  #setAsWritten(isAsWritten) {
    this.#isAsWritten = isAsWritten;
    this.#show();
  }

  #rewriteAgain() {
    this.#edited = null;
    if (this.#isCurrent) this.#show();
    else this.again();
    this.#parts.text.focus();
  }

  #show() {
    const { asWritten, text, again, unknownBlock } = this.#parts;
    const isSame = this.#read !== null && this.#read.rewritten === this.#read.prompt && !this.#read.marks.length;
    const isIdle = this.#edited === null && !this.#isAsWritten;
    this.element.hidden = !this.#prompt.trim() || (isIdle && (this.#read === null || isSame));
    asWritten.checked = this.#isAsWritten;
    text.hidden = this.#isAsWritten;
    // Setting a value moves the caret, so only where it differs.
    const shown = this.#edited ?? this.#read?.rewritten ?? "";
    if (text.value !== shown) text.value = shown;
    text.classList.toggle("edited", this.#edited !== null);
    again.hidden = this.#isAsWritten || this.#edited === null;
    unknownBlock.hidden = this.unknownCount === 0;
    if (this.unknownCount) this.#showUnknown();
    this.#say(this.#standing());
    this.#onChange(this);
  }

  #standing() {
    if (this.#isAsWritten) return "The model is given your prompt as it stands.";
    if (this.#edited === null) return "";
    return this.#editedOf === this.#prompt ? "Edited by you." : "Edited by you. The prompt has changed since.";
  }

  #say(words) {
    // While somebody waits for the first reading there is nothing else to see.
    if (words && this.#prompt.trim()) this.element.hidden = false;
    if (this.#parts.note.textContent !== words) this.#parts.note.textContent = words;
  }

  #showUnknown() {
    const { marked, unknown, unknownHead } = this.#parts;
    // Marks count characters as Unicode does; a string of JavaScript counts surrogates.
    const letters = [...this.#read.prompt];
    const stretch = (start, stop) => letters.slice(start, stop).join("");
    const pieces = [];
    let end = 0;
    for (const { start, stop, nearest } of this.#read.marks) {
      pieces.push(stretch(end, start), make("mark", { title: hint(nearest) }, stretch(start, stop)));
      end = stop;
    }
    marked.replaceChildren(...pieces, stretch(end));
    unknown.replaceChildren(...this.#read.marks.map(({ text, nearest }) => make("li", {}, make("b", { dir: "auto" }, text), `: ${hint(nearest)}`)));
    const count = this.unknownCount;
    const said = `${count === 1 ? "One thing is" : `${count} things are`} not known to the model:`;
    // Heard only when it changes.
    if (unknownHead.textContent !== said) unknownHead.textContent = said;
  }
}

const hint = (nearest) => (nearest ? `nearest is ${nearest}` : "nothing comes near");
