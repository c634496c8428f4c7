// From noise to picture: the previews that a render left behind, to be drawn back and forth over a ready film.
//
// Asks for them when it is opened, not before. Knows a clip's past events; nothing of the card around it.

import { mediaPath, past } from "./api.js";
import { make } from "./element.js";

export class Replay {
  #clip;
  #film;
  #pictures = [];
  #parts;

  /**
   * @param clip a ready clip.
   * @param screen the element that holds the film; the picture is laid over it.
   * @param film the clip's video element, which rests meanwhile.
   */
  constructor(clip, screen, film) {
    this.#clip = clip;
    this.#film = film;
    const toggle = make("button", { type: "button", class: "quiet", "aria-expanded": "false", onclick: () => this.#turn() }, "From noise to picture");
    const slider = make("input", { type: "range", min: "0", step: "1", "aria-label": "Step of the render", oninput: () => this.#show() });
    const said = make("span", { role: "status" });
    const track = make("div", { class: "replay-track", hidden: true }, slider, said);
    const picture = make("img", { class: "preview", alt: "", hidden: true });
    screen.append(picture);
    this.#parts = { toggle, slider, said, track, picture };
    this.element = make("div", { class: "replay" }, toggle, track);
    // Whoever runs the film wants to see it.
    for (const name of ["play", "seeking"]) film.addEventListener(name, () => this.#close());
  }

  get #isOpen() {
    return this.#parts.toggle.getAttribute("aria-expanded") === "true";
  }

  #turn() {
    if (this.#isOpen) {
      this.#close();
      delete this.#film.dataset.stopped;
      return;
    }
    const { toggle, track } = this.#parts;
    toggle.setAttribute("aria-expanded", "true");
    toggle.textContent = "Back to the film";
    track.hidden = false;
    this.#film.dataset.stopped = "yes";
    this.#film.pause();
    this.#open();
  }

  #close() {
    const { toggle, track, picture } = this.#parts;
    toggle.setAttribute("aria-expanded", "false");
    toggle.textContent = "From noise to picture";
    track.hidden = true;
    picture.hidden = true;
  }

  async #open() {
    const { slider, said } = this.#parts;
    slider.hidden = true;
    said.textContent = "Fetching the pictures…";
    try {
      if (!this.#pictures.length) this.#pictures = await picturesOf(this.#clip.id);
    } catch (refusal) {
      said.textContent = refusal.message;
      return;
    }
    slider.hidden = false;
    slider.max = String(this.#pictures.length - 1);
    slider.value = "0";
    if (this.#isOpen) this.#show();
    slider.focus();
  }

  #show() {
    const { slider, said, picture } = this.#parts;
    const { preview, step, steps } = this.#pictures[Number(slider.value)];
    said.textContent = step === undefined ? "Finished" : `Step ${step} of ${steps}`;
    slider.setAttribute("aria-valuetext", said.textContent);
    picture.src = preview;
    picture.hidden = false;
  }
}

/** The previews of a render, first to last, then the still of the finished film. */
async function picturesOf(id) {
  const previews = (await past(id)).filter(({ preview }) => preview !== null);
  return [...previews, { preview: mediaPath(id, "/poster.webp") }];
}
