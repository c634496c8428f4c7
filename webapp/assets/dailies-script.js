// <dailies-script prompt-limit="4000">: what is to be filmed, below the prompt field. For one prompt it shows what the
// model will read; a prompt that tells several shots can be taken apart into a storyboard, which is written here.
//
// Call `write(prompt, model, seconds)` whenever the fields beside it change, and take `shots(prompt, seconds)` when the
// clip is asked for. Sends `dailies:storyboard` when it changes between prompt and storyboard, and `dailies:written` when
// anything in it does. Knows the HTTP API.

import { ask } from "./api.js";
import { make, styleSheet } from "./element.js";
import { Reading } from "./reading.js";
import { ReadThrough } from "./readthrough.js";
import { ShotRow } from "./shot-row.js";

const sheet = await styleSheet("script.css");

const LINKS = {
  window: "The subject is carried over each cut.",
  last_frame: "Each shot starts from the last frame of the one before.",
  cut: "Shots are rendered apart; only words carry over.",
};
const NEW_SHOT_SECONDS = 4;
const WATCHABLE_SECONDS = 2;

class DailiesScript extends HTMLElement {
  #readThrough = new ReadThrough();
  #reading;
  #models = [];
  #prompt = "";
  #seconds = NEW_SHOT_SECONDS;
  #proposed = [];
  #rows = [];
  #boardOf = null;
  #parts = {};

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    this.#reading = new Reading({
      readThrough: this.#readThrough,
      onRead: (read, storyboard) => this.#propose(read.prompt === this.#prompt ? storyboard : []),
    });
    root.append(this.#buildOne(), this.#buildBoard());
  }

  connectedCallback() {
    if (!this.#models.length) this.#loadModels();
    document.addEventListener("dailies:back", this.#goOn);
  }

  disconnectedCallback() {
    document.removeEventListener("dailies:back", this.#goOn);
  }

  /** The studio was away: what could not be read meanwhile is read now. */
  #goOn = () => {
    if (!this.#models.length) this.#loadModels();
    this.#readings().forEach((reading) => this.#readThrough.want(reading));
  };

  get isStoryboard() {
    return !this.#parts.board.hidden;
  }

  /** The fields beside this element changed. */
  write(prompt, model, seconds = NEW_SHOT_SECONDS) {
    this.#seconds = seconds;
    if (prompt !== this.#prompt) {
      this.#prompt = prompt;
      this.#propose([]);
    }
    const isOther = model !== this.#readThrough.model;
    this.#readThrough.model = model;
    this.#reading.write(prompt, seconds);
    if (isOther) {
      this.#readings().forEach((reading) => reading.again());
      this.#tally();
    }
  }

  /** The shots of the storyboard as far as they are written; null while there is one prompt. */
  get storyboard() {
    return this.isStoryboard ? this.#rows.map((row) => ({ prompt: row.shot.prompt, seconds: row.seconds })) : null;
  }

  /** What to ask for: the shots as the API takes them. `prompt` and `seconds` are the fields' newest. */
  shots(prompt, seconds) {
    if (this.isStoryboard) return this.#rows.map((row) => row.shot);
    const rewritten = prompt === this.#reading.prompt ? this.#reading.rewritten : undefined;
    return [{ prompt, seconds, rewritten }];
  }

  /** Open the storyboard with these shots: those of a clip that is taken up again. */
  take(shots) {
    this.#rows = [];
    this.#parts.list.replaceChildren();
    shots.forEach(({ prompt, seconds }) => this.#add({ prompt, seconds }));
    this.#boardOf = this.#prompt;
    this.#turn(true);
  }

  #buildOne() {
    const toBoard = make("button", { type: "button", class: "plain", onclick: () => this.#openBoard() });
    const one = make("div", { class: "one" }, this.#reading.element, toBoard);
    Object.assign(this.#parts, { one, toBoard });
    this.#propose([]);
    return one;
  }

  #buildBoard() {
    const list = make("ol");
    const total = make("output", { class: "total" });
    const link = make("p", { class: "link" });
    const said = make("p", { class: "unseen", role: "status" });
    const add = make("button", { type: "button", class: "plain", onclick: () => this.#add({ prompt: "", seconds: NEW_SHOT_SECONDS }).focus() }, "Add a shot");
    const back = make("button", { type: "button", class: "quiet", onclick: () => this.#closeBoard() }, "Back to one prompt");
    const board = make(
      "section",
      { class: "board", "aria-labelledby": "board-name", hidden: true },
      make("div", { class: "board-head" }, make("h2", { id: "board-name" }, "Storyboard"), total),
      list,
      make("div", { class: "board-foot" }, add, back),
      link,
      said,
    );
    Object.assign(this.#parts, { board, list, total, link, said, add });
    return board;
  }

  async #loadModels() {
    try {
      this.#models = (await ask("GET", "/api/v1/models")).models;
    } catch {
      // Without it the portal still says what does not fit; here the sums are only left out.
      this.#models = [];
    }
    this.#tally();
  }

  get #capabilities() {
    const chosen = this.#models.find(({ name }) => name === this.#readThrough.model);
    return (chosen ?? this.#models.find((model) => model.is_default))?.capabilities;
  }

  #readings() {
    return this.isStoryboard ? this.#rows.map((row) => row.reading) : [this.#reading];
  }

  #propose(storyboard) {
    this.#proposed = storyboard;
    const { toBoard } = this.#parts;
    toBoard.textContent = storyboard.length ? `Make it a storyboard of ${storyboard.length} shots` : "Write a storyboard";
    toBoard.classList.toggle("offered", storyboard.length > 0);
  }

  #openBoard() {
    // Whoever went back and comes again without having changed the prompt finds the shots as they were.
    if (this.#boardOf !== this.#prompt || !this.#rows.length) {
      const first = { prompt: this.#prompt, seconds: this.#seconds };
      const blank = { prompt: "", seconds: NEW_SHOT_SECONDS };
      this.#rows = [];
      this.#parts.list.replaceChildren();
      (this.#proposed.length ? this.#stretched(this.#proposed) : [first, blank]).forEach((shot) => this.#add(shot));
      this.#boardOf = this.#prompt;
    }
    this.#turn(true);
    (this.#rows.find((row) => !row.shot.prompt.trim()) ?? this.#rows[0]).focus();
  }

  /** Shots that share the few seconds of one clip are too short to watch: they get more, where the model has them. */
  #stretched(shots) {
    const seconds = shots.reduce((sum, shot) => sum + shot.seconds, 0);
    const isShare = Math.abs(seconds - this.#seconds) < 0.1;
    const fits = shots.length * WATCHABLE_SECONDS <= (this.#capabilities?.max_seconds ?? 0);
    if (!isShare || !fits || seconds >= shots.length * WATCHABLE_SECONDS) return shots;
    return shots.map(({ prompt }) => ({ prompt, seconds: WATCHABLE_SECONDS }));
  }

  #closeBoard() {
    this.#turn(false);
    this.#parts.toBoard.focus();
  }

  #turn(isBoard) {
    this.#parts.board.hidden = !isBoard;
    this.#parts.one.hidden = isBoard;
    this.#tally();
    this.dispatchEvent(new CustomEvent("dailies:storyboard", { bubbles: true, detail: isBoard }));
  }

  #add(shot) {
    const row = new ShotRow({
      shot,
      readThrough: this.#readThrough,
      promptLimit: this.getAttribute("prompt-limit"),
      onChange: () => this.#tally(),
      onMove: (moved, by) => this.#move(moved, by),
      onRemove: (removed) => this.#remove(removed),
    });
    this.#rows.push(row);
    this.#parts.list.append(row.element);
    this.#tally();
    return row;
  }

  #move(row, by) {
    const from = this.#rows.indexOf(row);
    this.#rows.splice(from, 1);
    this.#rows.splice(from + by, 0, row);
    // The neighbour moves, not the row: an element that is taken out and put back in loses the focus.
    const neighbour = this.#rows[from].element;
    if (by < 0) row.element.after(neighbour);
    else row.element.before(neighbour);
    this.#parts.said.textContent = `Moved: this is shot ${from + by + 1} now.`;
    this.#tally();
  }

  #remove(row) {
    const index = this.#rows.indexOf(row);
    this.#rows.splice(index, 1);
    row.element.remove();
    this.#rows[Math.min(index, this.#rows.length - 1)].focus();
    this.#parts.said.textContent = `Shot ${index + 1} removed.`;
    this.#tally();
  }

  #tally() {
    this.#rows.forEach((row, index) => row.place(index + 1, this.#rows.length));
    const { total, link, add } = this.#parts;
    const can = this.#capabilities;
    const seconds = this.#rows.reduce((sum, row) => sum + row.seconds, 0);
    const isOver = can !== undefined && seconds > can.max_seconds + 1e-6;
    total.textContent = can === undefined ? `${short(seconds)} s` : `${short(seconds)} of ${short(can.max_seconds)} s`;
    total.classList.toggle("over", isOver);
    link.textContent = can === undefined ? "" : LINKS[can.shot_link];
    const isFull = can !== undefined && this.#rows.length >= can.max_shots;
    add.disabled = isFull;
    add.textContent = isFull ? `${can.max_shots} shots are all that fit` : "Add a shot";
    this.dispatchEvent(new CustomEvent("dailies:written", { bubbles: true }));
  }
}

const short = (seconds) => String(Math.round(seconds * 10) / 10);

customElements.define("dailies-script", DailiesScript);
