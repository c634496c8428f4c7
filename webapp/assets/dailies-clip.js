// <dailies-clip clip-id="…">: one clip from the queue to the last star.
//
// Works wherever the tag is put, also when a framework puts it in as markup and patches around it: all it shows lives in
// its shadow tree. Give it `clip-id`, or set `.clip` to an object of the API. With the attribute `with-verdicts` it also
// shows what everybody said of the clip. Knows the HTTP API, nothing of the page around it.

import { AGAIN_MILLISECONDS, ask, clipPath, mediaPath } from "./api.js";
import { Comments } from "./comments.js";
import { make, styleSheet } from "./element.js";
import { isFinal, watchClip } from "./live.js";
import { Judgement } from "./judgement.js";
import { Player } from "./player.js";
import { Replay } from "./replay.js";
import { capabilitiesOf } from "./models.js";
import { Sharing } from "./sharing.js";
import { ShotList } from "./shot-list.js";
import { isShortcut } from "./typing.js";
import { Variation } from "./variation.js";
import { moment, ordinal, roughly } from "./words.js";

const SHORTEST_SECONDS = 1;

const sheets = await Promise.all(["clip.css", "player.css", "judgement.css"].map(styleSheet));

class DailiesClip extends HTMLElement {
  static observedAttributes = ["clip-id"];

  #clip = null;
  #stop = null;
  #parts = {};
  #awaited = null;
  #again = 0;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = sheets;
  }

  set clip(clip) {
    this.#clip = clip;
    if (this.getAttribute("clip-id") !== clip.id) this.setAttribute("clip-id", clip.id);
    if (this.isConnected) this.#show();
  }

  connectedCallback() {
    if (this.#clip) this.#show();
    else if (this.hasAttribute("clip-id")) this.#load();
  }

  disconnectedCallback() {
    clearTimeout(this.#again);
    this.#stop?.();
    this.#stop = null;
  }

  attributeChangedCallback(_name, before, id) {
    if (before === id || this.#clip?.id === id) return;
    this.#clip = null;
    if (this.isConnected && id) this.#load();
  }

  async #load() {
    clearTimeout(this.#again);
    const id = this.getAttribute("clip-id");
    try {
      const clip = await ask("GET", clipPath(id));
      if (this.getAttribute("clip-id") === id) this.clip = clip;
      if (isFinal(clip.status)) document.dispatchEvent(new CustomEvent("dailies:finished", { detail: id }));
    } catch (refusal) {
      this.#offerRetry(refusal);
      if (refusal.status === 0) this.#again = setTimeout(() => this.#load(), AGAIN_MILLISECONDS);
    }
  }

  #offerRetry(refusal) {
    this.shadowRoot.replaceChildren(
      make(
        "div",
        { class: "slip trouble", role: "alert" },
        make("p", {}, refusal.message),
        refusal.status === 401
          ? make("a", { href: "/sign-in", class: "button" }, "Sign in")
          : make("button", { type: "button", onclick: () => this.#load() }, "Try again"),
      ),
    );
  }

  #show() {
    const clip = this.#clip;
    this.#stop?.();
    this.#stop = null;
    this.#parts = {};
    const isReady = clip.status === "ready";
    const player = isReady ? new Player(clip) : null;
    const screen = this.#screen(clip, player);
    const comments = isReady ? new Comments(clip, player) : null;
    const judgement = isReady ? new Judgement(clip, this.hasAttribute("with-verdicts")) : null;
    const slip = make(
      "article",
      { class: `slip ${clip.status} ${clip.height > clip.width ? "tall" : ""}`, tabindex: "0", "aria-label": `Clip: ${clip.prompt}` },
      screen,
      make("div", { class: "sheet top" }, player?.element, this.#words(clip, screen)),
      make(
        "div",
        { class: "sheet rest" },
        judgement?.element ?? this.#standing(clip),
        comments?.element,
        clip.is_mine && isReady ? new Sharing(clip).element : null,
        isReady ? new Replay(clip, screen, player.film).element : null,
        this.#facts(clip),
      ),
    );
    if (isReady) {
      slip.addEventListener("keydown", (event) => {
        if (isShortcut(event)) [judgement, player, comments].forEach((part) => part.onKey(event));
      });
    }
    this.shadowRoot.replaceChildren(slip);
    if (!isFinal(clip.status)) {
      this.#tell({ ...clip, steps: clip.total_steps || clip.steps, preview: null });
      this.#stop = watchClip(
        clip,
        (progress) => this.#tell(progress),
        (refusal) => this.#warn(refusal),
      );
    }
  }

  #screen(clip, player) {
    const screen = make("div", { class: "screen" });
    screen.style.setProperty("--picture", String(clip.width / clip.height));
    if (player) screen.append(player.film);
    else if (clip.status === "failed") screen.append(make("p", { class: "end" }, "This take failed"));
    else if (clip.status === "cancelled") screen.append(make("p", { class: "end" }, "Cancelled"));
    else {
      this.#parts.leader = make("div", { class: "leader", "aria-hidden": "true" }, make("span"));
      this.#parts.preview = make("img", { class: "preview", alt: "", hidden: true });
      screen.append(this.#parts.leader, this.#parts.preview);
    }
    return screen;
  }

  /** What was written and what was read of it; of a storyboard shot by shot. */
  #words(clip, screen) {
    if (clip.shots.length > 1) return new ShotList(clip, screen.querySelector("video")).element;
    return make("div", {}, this.#prompt(clip), clip.rewritten_prompt === null ? null : this.#read(clip.rewritten_prompt));
  }

  #read(text) {
    return make("details", { class: "read" }, make("summary", {}, "What the model read"), make("p", { dir: "auto" }, text));
  }

  #prompt(clip) {
    const text = make("p", { class: "prompt", dir: "auto" }, clip.prompt);
    const more = make("button", { type: "button", class: "quiet", hidden: true, "aria-expanded": "false" }, "Whole prompt");
    more.addEventListener("click", () => {
      const open = text.classList.toggle("open");
      more.setAttribute("aria-expanded", String(open));
      more.textContent = open ? "Less" : "Whole prompt";
    });
    new ResizeObserver(() => {
      if (!text.classList.contains("open")) more.hidden = text.scrollHeight <= text.clientHeight + 1;
    }).observe(text);
    return make("div", {}, text, more);
  }

  #standing(clip) {
    if (clip.status === "failed") {
      return make("p", { class: "reason", role: "alert" }, clip.error ?? "No reason was written down.");
    }
    if (clip.status === "cancelled") {
      return make("p", { class: "reason" }, clip.is_mine ? "You called it off before it was finished." : "Called off before it was finished.");
    }
    const { progress, words, wait, trouble, cancel } = Object.assign(this.#parts, {
      progress: make("progress", { max: "1", value: "0", "aria-label": "Steps rendered" }),
      words: make("strong", { role: "status" }),
      wait: make("span"),
      trouble: make("p", { class: "reason", role: "alert", hidden: true }),
      cancel: make("button", { type: "button", class: "quiet", hidden: !clip.is_mine, onclick: () => this.#cancel() }, "Cancel"),
    });
    return make("div", { class: "standing" }, make("p", {}, words, " ", wait), progress, trouble, cancel);
  }

  #facts(clip) {
    const fact = (name, value) => make("div", {}, make("dt", {}, name), make("dd", {}, value));
    const length = clip.duration_seconds ?? clip.seconds;
    return make(
      "footer",
      {},
      make(
        "dl",
        {},
        fact("Seed", String(clip.seed)),
        fact("Model", clip.model),
        fact("Picture", `${clip.aspect}, ${clip.width} × ${clip.height}`),
        fact("Length", `${Number(length.toFixed(1))} s`),
        clip.fast ? fact("Take", "quick") : null,
        fact("Asked", moment(clip.created_at)),
        this.#beginning(clip, fact),
        !clip.is_mine || this.hasAttribute("with-verdicts") ? fact("By", by(clip)) : null,
      ),
      clip.status === "ready" ? this.#ways(clip) : null,
    );
  }

  /** What the clip was given to begin with. */
  #beginning(clip, fact) {
    if (clip.extends !== null) return fact("Begins with", `${Number(clip.kept_seconds.toFixed(1))} s of another clip`);
    if (clip.first_frame_sha256 === null) return null;
    return fact("Begins with", make("a", { href: mediaPath(clip.id, "/first-frame.webp"), target: "_blank" }, "a picture"));
  }

  /** Where one can go from here. */
  #ways(clip) {
    const to = (way) => `/studio/?${way}=${encodeURIComponent(clip.id)}`;
    const extend = make("a", { class: "button", href: to("extend"), hidden: true }, "Extend");
    const variation = clip.is_mine ? new Variation(clip) : null;
    // Only where the model can begin with a picture, and the film has room to grow.
    if (clip.is_mine) {
      capabilitiesOf(clip.model).then((can) => {
        extend.hidden = !(can?.takes_first_frame && clip.seconds + SHORTEST_SECONDS <= can.max_seconds);
      });
    }
    return make(
      "div",
      { class: "ways" },
      clip.is_mine || clip.shared_at !== null ? make("a", { class: "button", href: to("remix") }, "Remix") : null,
      extend,
      variation?.element,
      make("a", { class: "quiet", href: mediaPath(clip.id, ".mp4?download=true"), download: true }, "Download"),
      variation?.answer,
    );
  }

  #tell(progress) {
    if (isFinal(progress.status)) {
      this.#load();
      return;
    }
    const { leader, preview, progress: bar, words, wait, trouble } = this.#parts;
    const rendering = progress.status === "rendering";
    const place = progress.position === 1 ? "Next in line." : `${ordinal(progress.position ?? 1)} in line.`;
    const said = rendering ? "Rendering." : place;
    // Screen readers hear a change of status, not every step.
    if (words.textContent !== said) words.textContent = said;
    const left = roughly(progress.eta_seconds);
    const steps = rendering ? `Step ${progress.step} of ${progress.steps}` : "";
    wait.textContent = [steps, left && `${left} left`].filter(Boolean).join(", ");
    bar.max = Math.max(1, progress.steps);
    bar.value = rendering ? progress.step : 0;
    leader.firstChild.textContent = rendering ? String(Math.max(0, progress.steps - progress.step)) : String(progress.position ?? "");
    leader.classList.toggle("running", rendering);
    if (progress.preview) this.#unveil(preview, progress.preview);
    trouble.hidden = true;
  }

  /** Shows a preview once it is decoded, so that the picture never blinks; of many that come at once only the newest. */
  async #unveil(preview, source) {
    const isBusy = this.#awaited !== null;
    this.#awaited = source;
    if (isBusy) return;
    while (this.#awaited !== preview.getAttribute("src")) {
      const next = make("img", { src: this.#awaited });
      // decode() rejects when the picture is gone, because the clip is finished: then the one before stays.
      await next.decode().then(
        () => {
          preview.src = next.getAttribute("src");
          preview.hidden = false;
        },
        () => (this.#awaited = preview.getAttribute("src")),
      );
    }
    this.#awaited = null;
  }

  #warn(refusal) {
    const { trouble } = this.#parts;
    trouble.replaceChildren(refusal.message, " ");
    if (refusal.status === 401) trouble.append(make("a", { href: "/sign-in" }, "Sign in"));
    trouble.hidden = false;
  }

  async #cancel() {
    const { cancel } = this.#parts;
    cancel.disabled = true;
    cancel.textContent = "Cancelling…";
    try {
      const clip = await ask("DELETE", clipPath(this.#clip.id));
      // A clip that is being rendered stops at its next step; its stream says so.
      if (isFinal(clip.status)) this.clip = clip;
    } catch (refusal) {
      this.#warn(refusal);
      cancel.disabled = false;
      cancel.textContent = "Cancel";
    }
  }
}

/** The name of whose clip it is, which leads to what else they share. */
function by({ member_id: id, member_name: name, shared_at: shared }) {
  return shared ? make("a", { href: `/library/?member=${encodeURIComponent(id)}`, dir: "auto" }, name) : name;
}

customElements.define("dailies-clip", DailiesClip);
