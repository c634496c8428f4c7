// <dailies-arena>: brings the arena page to life. The page itself is templates/arena.html.
//
// Knows the routes of comparisons and what the keys mean. How two films run as one is paired-films.js's business. The
// names of the films come with the answer to a vote; before that they are nowhere in the browser.

import { AGAIN_MILLISECONDS, ask } from "./api.js";
import { make } from "./element.js";
import { PageElement } from "./page-element.js";
import { PairedFilms } from "./paired-films.js";
import { clock } from "./words.js";

const stillness = matchMedia("(prefers-reduced-motion: reduce)");

const KEYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "tie", ArrowDown: "both_bad" };
const SAID = {
  left: "You voted for the left film.",
  right: "You voted for the right film.",
  tie: "You called it a tie.",
  both_bad: "You called both bad.",
};
const NOTHING_LEFT = "No pair is waiting for you.";
const HOW_PAIRS_COME =
  "A pair is two shared films of the same prompt, made by different models or with other settings, and neither of them yours. " +
  "Share your takes, and others can vote on them.";
const NO_FILM = "A film of this pair could not be fetched. Perhaps its artist took it back a moment ago.";

class DailiesArena extends PageElement {
  #pair = null;
  #isVoted = false;
  #isReady = false;
  #isBusy = false;
  #films;
  #again = 0;
  #onKey = (event) => this.#press(event);

  #narrowing = new ResizeObserver(([{ target }]) => this.#letKeysScroll(target));

  connectedCallback() {
    const [left, right] = this.querySelectorAll("video");
    this.#films = new PairedFilms(left, right, () => this.#tick());
    for (const film of [left, right]) {
      film.muted = true; // The attribute counts only for films that are parsed with a source.
      film.addEventListener("click", () => this.#isReady && this.#films.turn());
    }
    this.named("turn").addEventListener("click", () => this.#films.turn());
    this.named("place").addEventListener("input", ({ target }) => this.#films.goTo(target.valueAsNumber));
    // The arrows are for voting again as soon as a hand leaves the slider.
    this.named("place").addEventListener("pointerup", ({ target }) => target.blur());
    this.named("next").addEventListener("click", () => this.#next());
    for (const button of this.#buttons) button.addEventListener("click", () => this.#vote(button.dataset.verdict));
    document.addEventListener("keydown", this.#onKey);
    // Narrower when a phone is turned: the same words may have to be scrolled then.
    this.#narrowing.observe(this.named("prompt"));
    this.#next();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onKey);
    this.#narrowing.disconnect();
    clearTimeout(this.#again);
    this.#films.stop();
  }

  /** A prompt that has to be scrolled can be by keys, too. */
  #letKeysScroll(prompt) {
    prompt.tabIndex = prompt.scrollHeight > prompt.clientHeight ? 0 : -1;
  }

  get #buttons() {
    return this.querySelectorAll("[data-verdict]");
  }

  async #next() {
    clearTimeout(this.#again);
    this.#films.stop();
    this.#pair = null;
    this.#isVoted = false;
    this.#note("Fetching a pair…");
    try {
      this.#pair = await ask("GET", "/api/v1/comparisons/next");
    } catch (refusal) {
      this.#offerRetry(refusal);
      if (refusal.status === 0) this.#again = setTimeout(() => this.isConnected && this.#next(), AGAIN_MILLISECONDS);
      return;
    }
    if (this.#pair === null) this.#sayEmpty();
    else await this.#show(this.#pair);
  }

  async #show(pair) {
    const [width, height] = pair.aspect.split(":").map(Number);
    this.#shape(width / height, width / height);
    this.named("films").classList.toggle("tall", height > width);
    for (const side of ["left", "right"]) this.#name(side, null);
    this.#say("Fetching both films…");
    this.named("next").hidden = true;
    this.named("votes").hidden = false;
    this.#letVote(false);
    this.named("note").hidden = true;
    this.named("pair").hidden = false;
    const prompt = this.named("prompt");
    prompt.textContent = pair.prompt;
    this.#letKeysScroll(prompt);
    try {
      await this.#films.load([pair.left, pair.right]);
    } catch {
      this.#offerRetry({ message: NO_FILM });
      return;
    }
    this.#say("");
    // Models keep to a shape only as well as their grids allow.
    this.#shape(...Array.from(this.querySelectorAll("video"), (film) => film.videoWidth / film.videoHeight));
    this.#letVote(true);
    this.named("place").max = String(this.#films.duration);
    if (!stillness.matches) this.#films.run();
  }

  #shape(...pictures) {
    this.querySelectorAll("figure").forEach((figure, side) => figure.style.setProperty("--picture", String(pictures[side])));
  }

  #letVote(isReady) {
    this.#isReady = isReady;
    for (const control of [...this.#buttons, this.named("turn"), this.named("place")]) control.disabled = !isReady;
  }

  async #vote(verdict) {
    if (!this.#isReady || this.#isVoted || this.#isBusy) return;
    this.#isBusy = true;
    this.#say("Sending your vote…");
    try {
      this.#reveal(await ask("POST", `/api/v1/comparisons/${encodeURIComponent(this.#pair.id)}`, { verdict }));
    } catch (refusal) {
      this.#say(refusal.message, true);
      // Voted on in another window, or taken back: there is nothing to try again.
      if (refusal.status === 409 || refusal.status === 404) this.#close();
    }
    this.#isBusy = false;
  }

  #reveal(vote) {
    for (const side of ["left", "right"]) this.#name(side, vote);
    this.#say(vote.is_control ? `${SAID[vote.verdict]} This pair was a check that voters look: one film belongs to another prompt.` : SAID[vote.verdict]);
    this.#close();
  }

  /** Nothing is to be voted on here any more; Enter goes on. */
  #close() {
    this.#isVoted = true;
    this.named("votes").hidden = true;
    this.named("next").hidden = false;
    this.named("next").focus();
  }

  /** The names of one side, or nothing where there is no vote yet. */
  #name(side, vote) {
    this.querySelector(`[data-side="${side}"]`).classList.toggle("chosen", vote?.verdict === side);
    this.named(`name-${side}`).replaceChildren(...(vote ? named(vote[side], this.#pair.prompt) : []));
  }

  #press(event) {
    const isForElement = event.target.matches?.("input, textarea, select, .prompt");
    if (this.#pair === null || isForElement || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const isOnButton = event.target.matches?.("button, a, summary");
    if (KEYS[event.key] && !this.#isVoted) {
      event.preventDefault();
      if (!event.repeat) this.#vote(KEYS[event.key]);
    } else if (event.key === " " && !isOnButton && this.#isReady) {
      event.preventDefault();
      if (!event.repeat) this.#films.turn();
    } else if (event.key === "Enter" && !isOnButton && this.#isVoted && !event.repeat) {
      event.preventDefault();
      this.#next();
    }
  }

  #tick() {
    const { seconds, duration, isRunning } = this.#films;
    const turn = this.named("turn");
    const word = isRunning ? "Pause" : "Play";
    if (turn.textContent !== word) turn.textContent = word;
    this.named("place").value = String(seconds);
    this.named("place").setAttribute("aria-valuetext", clock(seconds));
    const told = Number.isFinite(duration) ? `${clock(seconds)} / ${clock(duration)}` : "";
    if (this.named("clock").textContent !== told) this.named("clock").textContent = told;
  }

  #say(words, isTrouble = false) {
    this.named("said").textContent = words;
    this.named("said").classList.toggle("trouble", isTrouble);
  }

  #note(...children) {
    this.named("pair").hidden = true;
    const note = this.named("note");
    note.className = "note";
    note.replaceChildren(...children);
    note.hidden = false;
  }

  #sayEmpty() {
    this.#note(
      make("h2", {}, NOTHING_LEFT),
      make("p", {}, HOW_PAIRS_COME),
      make("p", { class: "ways" }, make("a", { class: "button", href: "/studio/" }, "To the studio"), make("a", { class: "button", href: "/library/" }, "To the library")),
    );
    this.named("note").classList.add("empty");
  }

  #offerRetry({ status, message }) {
    this.#pair = null;
    this.#letVote(false);
    this.#note(
      make("p", {}, message),
      status === 401
        ? make("a", { class: "button", href: "/sign-in?next=%2Farena%2F" }, "Sign in")
        : make("button", { type: "button", onclick: () => this.#next() }, "Try again"),
    );
  }
}

/** What a film was; its prompt, too, where it is not the one that was shown. */
function named(film, shown) {
  const settings = [
    `${film.steps} ${film.steps === 1 ? "step" : "steps"}`,
    `guidance ${Number(film.guidance.toFixed(2))}`,
    film.fast ? "quick take" : null,
    `seed ${film.seed}`,
  ];
  return [
    make("strong", {}, film.model),
    make("span", { class: "settings" }, settings.filter(Boolean).join(", ")),
    make("span", { class: "settings" }, `by ${film.member_name}`),
    film.prompt === shown ? null : make("q", {}, film.prompt),
  ].filter(Boolean);
}

customElements.define("dailies-arena", DailiesArena);
