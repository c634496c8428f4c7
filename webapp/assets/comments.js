// What was said of which moment of a clip: marks on the player's line, a list, and a field that pins words to the frame on
// the screen. Knows the comments' routes and a player.

import { ask, clipPath } from "./api.js";
import { make } from "./element.js";
import { moment, timecode } from "./words.js";

const NOTHING = "Nobody has commented yet. Stop at a frame and say what you see there.";

// Comments are fetched when their clip comes near the screen, not for a whole reel at once.
const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) target.dispatchEvent(new Event("near"));
    }
  },
  { rootMargin: "200px" },
);

export class Comments {
  #clip;
  #player;
  #comments = [];
  #list = make("ol", { class: "comments-list", "aria-label": "Comments" });
  #count = make("span", { class: "sum" });
  #where = make("span", {});
  #field;
  #said = make("output", { class: "said" });

  constructor(clip, player) {
    this.#clip = clip;
    this.#player = player;
    this.element = this.#build();
    this.element.addEventListener("toggle", () => this.element.open && this.#load());
    player.addEventListener("frame", () => this.#follow());
    this.#count.textContent = this.#counted(clip.comment_count);
    this.#follow();
    if (clip.comment_count > 0) {
      this.element.addEventListener("near", () => (near.unobserve(this.element), this.#load()), { once: true });
      near.observe(this.element);
    }
  }

  /** Key c: stop here and write. */
  onKey(event) {
    if (event.key !== "c") return;
    event.preventDefault();
    this.element.open = true;
    this.#field.focus();
  }

  #build() {
    this.#field = make("textarea", { rows: "1", maxlength: "2000", dir: "auto", required: true });
    // What is being written about stays on the screen.
    this.#field.addEventListener("focus", () => this.#player.stop());
    this.#field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    const label = make("label", {}, this.#where, this.#field);
    const form = make("form", { class: "words" }, label, make("button", { type: "submit" }, "Comment"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
    return make("details", { class: "more comments" }, make("summary", {}, "Comments", this.#count), this.#list, form, this.#said);
  }

  async #load() {
    try {
      this.#comments = (await ask("GET", clipPath(this.#clip.id, "/comments"))).comments;
      this.#paint();
    } catch (refusal) {
      this.#say(refusal.message, true);
    }
  }

  async #add() {
    if (this.#said.dataset.busy) return;
    this.#said.dataset.busy = "yes";
    const { frame } = this.#player;
    this.#say("Saving…");
    try {
      const order = { at_seconds: (frame - 1) / this.#clip.fps, text: this.#field.value };
      await ask("POST", clipPath(this.#clip.id, "/comments"), order);
      this.#field.value = "";
      this.#say(`Pinned to frame ${frame}.`);
      await this.#load();
    } catch (refusal) {
      this.#say(refusal.message, true);
    }
    delete this.#said.dataset.busy;
  }

  async #delete(comment) {
    if (!confirm("Delete this comment for good?")) return;
    try {
      await ask("DELETE", clipPath(this.#clip.id, `/comments/${comment.id}`));
      this.#say("Deleted.");
      this.#field.focus();
      await this.#load();
    } catch (refusal) {
      this.#say(refusal.message, true);
    }
  }

  #paint() {
    this.#list.replaceChildren(...this.#comments.map((comment) => this.#item(comment)));
    if (!this.#comments.length) this.#list.append(make("li", { class: "nothing" }, NOTHING));
    this.#count.textContent = this.#counted(this.#comments.length);
    const authors = new Map();
    for (const { frame, member_name: name } of this.#comments) authors.set(frame, [...(authors.get(frame) ?? []), name]);
    const names = [...authors].map(([frame, people]) => [frame, `${people.length === 1 ? "Comment" : `${people.length} comments`} by ${[...new Set(people)].join(", ")}`]);
    this.#player.timeline.mark(new Map(names));
    this.#follow();
  }

  #item(comment) {
    const where = `${timecode((comment.frame - 1) / this.#clip.fps)} · frame ${comment.frame}`;
    const go = make("button", { type: "button", class: "quiet", "aria-label": `Go to frame ${comment.frame}`, onclick: () => this.#player.goTo(comment.frame) }, where);
    const remove = comment.is_mine
      ? make("button", { type: "button", class: "quiet", "aria-label": `Delete your comment at frame ${comment.frame}`, onclick: () => this.#delete(comment) }, "Delete")
      : null;
    const head = make("div", {}, go, make("b", { dir: "auto" }, comment.member_name), make("time", { datetime: comment.created_at }, moment(comment.created_at)), remove);
    return make("li", { "data-frame": comment.frame }, head, make("p", { dir: "auto" }, comment.text));
  }

  /** The frame on the screen is the one that is written about, and what was said of it stands out. */
  #follow() {
    const { frame } = this.#player;
    const where = `Comment at frame ${frame}, ${timecode((frame - 1) / this.#clip.fps)}`;
    if (this.#where.textContent !== where) this.#where.textContent = where;
    for (const item of this.#list.children) item.classList.toggle("now", Number(item.dataset.frame) === frame);
  }

  #counted(count) {
    return count ? String(count) : "";
  }

  #say(words, isTrouble = false) {
    this.#said.textContent = words;
    this.#said.classList.toggle("trouble", isTrouble);
  }
}
