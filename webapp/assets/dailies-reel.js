// <dailies-reel mine>: clips, newest first, more by the page. Attributes are the filters of GET /api/v1/clips.
// <dailies-reel library>: what members share; attributes are the filters of GET /api/v1/library. More come by scrolling.
// <dailies-asked clip-ids="a,b">: says that clips were just asked for, so that every reel on the page takes them up. The
// sentence before it goes once none of them is in line any more.
//
// Knows the list route; what one clip looks like is <dailies-clip>'s business.

import "./dailies-clip.js";
import { AGAIN_MILLISECONDS, ask } from "./api.js";
import { make, styleSheet } from "./element.js";

const sheet = await styleSheet("reel.css");
const FILTERS = ["mine", "status", "q", "min_rating", "stars", "model", "aspect", "member", "tag", "order"];
const NARROWING = ["q", "model", "aspect", "member", "tag"];
const AHEAD = "800px";
const PAGE = 12;
const ASKED = "dailies:asked";
const VARIED = "dailies:varied";
const FINISHED = "dailies:finished";

class DailiesReel extends HTMLElement {
  static observedAttributes = FILTERS;

  #cursor = null;
  #loading = 0;
  #started = false;
  #list = make("ol");
  #more = make("button", { type: "button", hidden: true, onclick: () => this.#load() }, "Older clips");
  #note = make("div", { class: "note", role: "status" });
  #nearEnd = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.#loadAhead(), { rootMargin: AHEAD });
  #onAsked = (event) => this.#prepend(event.detail);
  #onVaried = ({ detail: { of, ids } }) => this.#place(of, ids);

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(this.#note, this.#list, this.#more);
  }

  connectedCallback() {
    document.addEventListener(ASKED, this.#onAsked);
    document.addEventListener(VARIED, this.#onVaried);
    // Frameworks take elements out and put them back in; that is no reason to ask again.
    if (!this.#started) this.#restart();
  }

  disconnectedCallback() {
    document.removeEventListener(ASKED, this.#onAsked);
    document.removeEventListener(VARIED, this.#onVaried);
  }

  attributeChangedCallback(_name, before, after) {
    if (this.#started && before !== after) this.#restart();
  }

  #restart() {
    this.#started = true;
    this.#cursor = null;
    this.#nearEnd.disconnect();
    this.#more.hidden = true;
    this.#more.textContent = this.getAttribute("more") ?? "Older clips";
    this.#list.replaceChildren();
    this.#load();
  }

  async #load() {
    const turn = ++this.#loading;
    const query = new URLSearchParams({ limit: String(PAGE) });
    for (const filter of FILTERS) {
      if (this.hasAttribute(filter)) query.set(filter, this.getAttribute(filter) || "true");
    }
    if (this.#cursor) query.set("cursor", this.#cursor);
    this.#more.disabled = true;
    this.#say(this.#list.childElementCount ? "" : "Fetching the reels…");
    try {
      const page = await ask("GET", `/api/v1/${this.hasAttribute("library") ? "library" : "clips"}?${query}`);
      if (turn !== this.#loading) return;
      this.#append(page.clips);
      this.#cursor = page.next_cursor;
      this.#more.hidden = !page.next_cursor;
      this.#say(this.#list.childElementCount ? "" : this.#whyEmpty(), "empty");
    } catch (refusal) {
      if (turn !== this.#loading) return;
      this.#offerRetry(refusal);
      if (refusal.status === 0) setTimeout(() => this.isConnected && turn === this.#loading && this.#load(), AGAIN_MILLISECONDS);
    }
    this.#more.disabled = false;
    // After the page is laid out: whoever sees the end already gets the next page, too. After trouble the button waits.
    this.#nearEnd.disconnect();
    if (this.hasAttribute("library") && this.#note.hidden) this.#nearEnd.observe(this.#more);
  }

  #loadAhead() {
    if (!this.#more.hidden && !this.#more.disabled) this.#load();
  }

  #whyEmpty() {
    const isNarrowed = this.hasAttribute("not-found") && NARROWING.some((filter) => this.hasAttribute(filter));
    return this.getAttribute(isNarrowed ? "not-found" : "empty") ?? "No clip is here yet.";
  }

  #append(clips) {
    for (const clip of clips) {
      if (this.#has(clip.id)) continue;
      const item = this.#item((card) => (card.clip = clip));
      item.dataset.takes = clip.take_of ?? clip.id;
      // Takes of one wish stand side by side, also those that were asked for later. Not in the library, whose order counts.
      const others = this.hasAttribute("mine") ? this.#list.querySelectorAll(`[data-takes="${item.dataset.takes}"]`) : [];
      if (others.length) [...others].at(-1).after(item);
      else this.#list.append(item);
    }
  }

  /** More takes of a clip, right before it. */
  #place(of, ids) {
    const original = [...this.#list.children].find((item) => item.firstChild.getAttribute("clip-id") === of);
    if (!original) return;
    for (const id of ids) {
      if (this.#has(id)) continue;
      const item = this.#item((card) => card.setAttribute("clip-id", id));
      item.dataset.takes = original.dataset.takes ?? of;
      original.before(item);
    }
  }

  #prepend(ids) {
    for (const id of [...ids].reverse()) {
      if (!this.#has(id)) this.#list.prepend(this.#item((card) => card.setAttribute("clip-id", id)));
    }
    this.#say("");
  }

  #item(fill) {
    const card = make("dailies-clip", { "with-verdicts": this.hasAttribute("with-verdicts") });
    fill(card);
    return make("li", {}, card);
  }

  #has(id) {
    return [...this.#list.children].some((item) => item.firstChild.getAttribute("clip-id") === id);
  }

  #offerRetry(refusal) {
    const action =
      refusal.status === 401
        ? make("a", { href: "/sign-in" }, "Sign in")
        : make("button", { type: "button", onclick: () => this.#load() }, "Try again");
    this.#note.className = "note trouble";
    this.#note.replaceChildren(make("p", {}, refusal.message), action);
  }

  #say(words, kind = "") {
    this.#note.className = `note ${kind}`;
    this.#note.replaceChildren(words);
    this.#note.hidden = !words;
  }
}

class DailiesAsked extends HTMLElement {
  static observedAttributes = ["clip-ids"];

  #waiting = new Set();
  #onFinished = ({ detail: id }) => {
    if (!this.#waiting.delete(id) || this.#waiting.size) return;
    this.previousElementSibling?.replaceChildren();
  };

  connectedCallback() {
    document.addEventListener(FINISHED, this.#onFinished);
    this.#announce();
  }

  disconnectedCallback() {
    document.removeEventListener(FINISHED, this.#onFinished);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#announce();
  }

  #announce() {
    const ids = (this.getAttribute("clip-ids") ?? "").split(",").filter(Boolean);
    this.#waiting = new Set(ids);
    if (ids.length) document.dispatchEvent(new CustomEvent(ASKED, { detail: ids }));
  }
}

customElements.define("dailies-reel", DailiesReel);
customElements.define("dailies-asked", DailiesAsked);
