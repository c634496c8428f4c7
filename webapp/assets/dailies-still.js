// <dailies-still>: the picture that the next clip begins with, or the clip that it goes on from.
//
// A picture is chosen, dropped on the composer or pasted; it is sent at once and shown as it will be cut. Set `shape`
// ("16:9") and `model` when the fields change, call `goOnFrom(clip)` to extend one, and take `value` when the clip is
// asked for. Sends `dailies:still` when the value changes. Knows the HTTP API.

import { mediaPath, send } from "./api.js";
import { make, styleSheet } from "./element.js";
import { capabilitiesOf } from "./models.js";

const sheet = await styleSheet("still.css");

const TYPES = "image/png,image/jpeg,image/webp";
const MAX_BYTES = 16_000_000;
const ASKED = "Begin with a picture";

class DailiesStill extends HTMLElement {
  #value = null;
  #turn = 0;
  #model = "";
  #parts = {};

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const file = make("input", { type: "file", accept: TYPES, tabindex: "-1", "aria-hidden": "true" });
    file.addEventListener("change", () => this.#take(file.files[0]));
    const choose = make("button", { type: "button", class: "choose", onclick: () => file.click() }, ASKED);
    const hint = make("span", { class: "hint" }, "or drop or paste one");
    const empty = make("div", { class: "empty" }, choose, hint, file);
    const frame = make("div", { class: "frame" });
    const words = make("p", { class: "words" });
    const remove = make("button", { type: "button", class: "quiet", onclick: () => this.#remove() }, "Remove");
    const shown = make("div", { class: "shown", hidden: true }, frame, make("div", {}, words, remove));
    const said = make("p", { class: "said", role: "status" });
    Object.assign(this.#parts, { file, choose, empty, frame, words, remove, shown, said });
    root.append(empty, shown, said);
  }

  connectedCallback() {
    document.addEventListener("dragover", this.#onDragOver);
    document.addEventListener("dragleave", this.#onDragLeave);
    document.addEventListener("drop", this.#onDrop);
    document.addEventListener("paste", this.#onPaste);
    this.#offer();
  }

  disconnectedCallback() {
    document.removeEventListener("dragover", this.#onDragOver);
    document.removeEventListener("dragleave", this.#onDragLeave);
    document.removeEventListener("drop", this.#onDrop);
    document.removeEventListener("paste", this.#onPaste);
  }

  /** `{ upload }`, `{ extends }` or null. A model that takes no picture gets none. */
  get value() {
    return this.hidden ? null : this.#value;
  }

  set shape(aspect) {
    if (aspect) this.style.setProperty("--shape", aspect.replace(":", " / "));
  }

  set model(name) {
    if (name === this.#model) return;
    this.#model = name;
    this.#offer();
  }

  /** Go on from the end of a clip. */
  goOnFrom(clip) {
    const film = make("video", { src: mediaPath(clip.id, ".mp4"), preload: "auto", muted: true, "aria-label": "The last frame of your clip" });
    film.addEventListener("loadedmetadata", () => (film.currentTime = Math.max(0, film.duration - 0.5 / clip.fps)));
    this.#show({ extends: clip.id }, film, `Goes on from the end of your clip of ${short(clip.duration_seconds)} s. The new film is that one and what comes now.`);
  }

  async #offer() {
    const can = await capabilitiesOf(this.#model);
    this.hidden = !can?.takes_first_frame;
    this.#tell();
  }

  async #take(file) {
    if (!file || this.hidden) return;
    const turn = ++this.#turn;
    this.#parts.file.value = "";
    if (file.size > MAX_BYTES) {
      this.#say(`This file has ${short(file.size / 1e6)} MB; a picture may have ${MAX_BYTES / 1e6}. Make it smaller, or save it as JPEG.`, true);
      return;
    }
    this.#say("Sending the picture…");
    this.#parts.choose.setAttribute("aria-busy", "true");
    try {
      const upload = await send("/api/v1/uploads", file);
      if (turn !== this.#turn) return;
      const picture = make("img", { src: `/media/uploads/${encodeURIComponent(upload.id)}.webp`, alt: "The picture that the clip begins with" });
      this.#show({ upload: upload.id }, picture, "The clip begins with this picture, cut to its shape.");
    } catch (refusal) {
      if (turn === this.#turn) this.#say(refusal.message, true);
    } finally {
      this.#parts.choose.removeAttribute("aria-busy");
    }
  }

  #show(value, picture, words) {
    this.#value = value;
    this.#parts.frame.replaceChildren(picture);
    this.#parts.words.textContent = words;
    this.#parts.shown.hidden = false;
    this.#parts.empty.hidden = true;
    this.#say("");
    this.#tell();
  }

  #remove() {
    this.#turn += 1;
    this.#value = null;
    this.#parts.frame.replaceChildren();
    this.#parts.shown.hidden = true;
    this.#parts.empty.hidden = false;
    this.#parts.choose.focus();
    this.#say("Removed.");
    this.#tell();
  }

  #say(words, isTrouble = false) {
    this.#parts.said.textContent = words;
    this.#parts.said.classList.toggle("trouble", isTrouble);
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("dailies:still", { bubbles: true, composed: true }));
  }

  #isForUs(event) {
    const isFile = [...(event.dataTransfer?.types ?? [])].includes("Files");
    return isFile && !this.hidden && Boolean(event.target.closest?.("#composer"));
  }

  #onDragOver = (event) => {
    if (!this.#isForUs(event)) return;
    event.preventDefault(); // that a drop is welcome is said by this
    this.toggleAttribute("data-over", true);
  };

  #onDragLeave = (event) => {
    if (!event.relatedTarget?.closest?.("#composer")) this.removeAttribute("data-over");
  };

  #onDrop = (event) => {
    this.removeAttribute("data-over");
    if (!this.#isForUs(event)) return;
    event.preventDefault();
    this.#take(event.dataTransfer.files[0]);
  };

  #onPaste = (event) => {
    // Office programs put a picture of the text beside the text: then it is the text that is meant.
    const picture = [...(event.clipboardData?.files ?? [])].find(({ type }) => TYPES.includes(type));
    if (!picture || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    this.#take(picture);
  };
}

const short = (number) => String(Math.round(number * 10) / 10);

customElements.define("dailies-still", DailiesStill);
