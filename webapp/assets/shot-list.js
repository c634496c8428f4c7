// The shots of a storyboard's clip: where each begins, what was written for it, what the model read. A press on a shot
// goes there in the film. Knows the clip and, once there is one, its film; nothing of the card around them.

import { make } from "./element.js";
import { clock } from "./words.js";

const SHOWN_AT_FIRST = 3;

export class ShotList {
  #clip;
  #film;
  #starts;
  #items;
  #marks;

  /** @param film the clip's video element; null while there is none. */
  constructor(clip, film) {
    this.#clip = clip;
    this.#film = film;
    this.#starts = beginnings(clip);
    this.#items = clip.shots.map((shot, index) => this.#item(shot, index));
    this.#marks = clip.shots.map((shot, index) => this.#mark(shot, index));
    const list = make("ol", { class: "shots", "aria-label": "Shots" }, ...this.#items);
    const strip = film && make("div", { class: "strip", "aria-hidden": "true" }, ...this.#marks);
    this.element = make("div", {}, strip, list, this.#more(clip));
    film?.addEventListener("timeupdate", () => this.#light());
    this.#light();
  }

  #item({ prompt, rewritten }, index) {
    const begins = clock(this.#starts[index]);
    const place = this.#film
      ? make("button", { type: "button", class: "quiet", "aria-label": `Shot ${index + 1}, from ${begins}`, onclick: () => this.#goTo(index) }, begins)
      : make("span", { class: "begins" }, begins);
    const read = rewritten === null ? null : make("p", { class: "read", dir: "auto" }, rewritten);
    return make("li", { hidden: index >= SHOWN_AT_FIRST }, place, make("div", {}, make("p", { class: "shot-prompt", dir: "auto" }, prompt), read));
  }

  /** A mark is as long as its shot. Lists say the same to whoever does not see it. */
  #mark({ seconds }, index) {
    const mark = make("span", { onclick: () => this.#goTo(index) });
    mark.style.flexGrow = String(seconds);
    return mark;
  }

  #more({ shots }) {
    const isRewritten = shots.some(({ rewritten }) => rewritten !== null);
    if (shots.length <= SHOWN_AT_FIRST && !isRewritten) return null;
    const closed = isRewritten ? "Shots as the model read them" : `All ${shots.length} shots`;
    const more = make("button", { type: "button", class: "quiet", "aria-expanded": "false" }, closed);
    more.addEventListener("click", () => {
      const isOpen = more.getAttribute("aria-expanded") !== "true";
      more.setAttribute("aria-expanded", String(isOpen));
      more.textContent = isOpen ? "Less" : closed;
      this.element.classList.toggle("open", isOpen);
      this.#items.forEach((item, index) => (item.hidden = !isOpen && index >= SHOWN_AT_FIRST));
    });
    return more;
  }

  #goTo(index) {
    // A frame later: where the frame grid moved the cut by one, there would still be the shot before.
    this.#film.currentTime = this.#starts[index] + (index ? 1 / this.#clip.fps : 0);
  }

  #light() {
    const now = this.#film?.currentTime ?? -1;
    const shown = this.#starts.findLastIndex((start) => start <= now);
    [this.#items, this.#marks].forEach((row) => row.forEach((element, index) => element.classList.toggle("now", index === shown)));
  }
}

/** Where the shots begin, in seconds. The frame grid makes a film a little longer or shorter than was asked for. */
function beginnings({ shots, seconds, duration_seconds: duration }) {
  const stretch = (duration ?? seconds) / seconds;
  let start = 0;
  return shots.map((shot) => {
    const here = start;
    start += shot.seconds * stretch;
    return here;
  });
}
