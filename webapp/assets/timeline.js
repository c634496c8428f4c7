// The line of a film's frames: a slider to move along, with marks on it that can be pressed. Knows numbers of frames, not
// what the marks stand for.

import { make } from "./element.js";
import { timecode } from "./words.js";

export class Timeline {
  #clip;
  #onGo;
  #slider;
  #marks = make("ol", { class: "marks", "aria-label": "Comments on the film", hidden: true });
  #marked = [];

  /** @param onGo is called with the frame that is gone to. */
  constructor(clip, onGo) {
    this.#clip = clip;
    this.#onGo = onGo;
    this.#slider = make("input", {
      type: "range",
      min: "1",
      max: String(clip.frames),
      step: "1",
      value: "1",
      "aria-label": "Frame",
      oninput: () => onGo(Number(this.#slider.value)),
    });
    this.element = make("div", { class: "timeline" }, this.#marks, this.#slider);
  }

  /** @param isStill says whether the film rests: only then is the place told to screen readers, which would not stop. */
  show(frame, isStill) {
    this.#slider.value = String(frame);
    if (isStill) this.#slider.setAttribute("aria-valuetext", this.#inWords(frame));
    for (const mark of this.#marks.children) mark.classList.toggle("now", Number(mark.dataset.frame) === frame);
  }

  /** @param names maps numbers of frames to what their marks say. */
  mark(names) {
    this.#marked = [...names.keys()].sort((one, other) => one - other);
    this.#marks.hidden = this.#marked.length === 0;
    this.#marks.replaceChildren(...this.#marked.map((frame) => this.#mark(frame, names.get(frame))));
  }

  markBefore(frame) {
    return this.#marked.findLast((marked) => marked < frame);
  }

  markAfter(frame) {
    return this.#marked.find((marked) => marked > frame);
  }

  #mark(frame, name) {
    const words = `${name}, ${this.#inWords(frame)}`;
    const button = make("button", { type: "button", class: "mark", "aria-label": words, title: words, onclick: () => this.#onGo(frame) });
    const item = make("li", { "data-frame": frame }, button);
    item.style.setProperty("--along", String((frame - 1) / Math.max(1, this.#clip.frames - 1)));
    return item;
  }

  #inWords(frame) {
    return `frame ${frame} of ${this.#clip.frames}, ${timecode((frame - 1) / this.#clip.fps)}`;
  }
}
