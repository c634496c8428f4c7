// <dailies-connection>: says calmly that the studio cannot be reached, and when it is back. Says nothing otherwise.
//
// Listens to the browser and to `dailies:unreachable`, which every call to the API that gets no answer sends; one such call
// may have other reasons, so it knocks before it says anything. While the studio is away it knocks again and again, and
// sends `dailies:back` once it opens, so that whoever waits asks again. `isAway` tells how it stands, `warn(words)` says
// more of it.

import { AGAIN_MILLISECONDS } from "./api.js";
import { make } from "./element.js";

const AWAY = "The studio cannot be reached. What you write stays here, and what it renders goes on.";
const BACK = "The studio is back.";
const BACK_FOR_MILLISECONDS = 4000;

class DailiesConnection extends HTMLElement {
  #said = make("p", { role: "status", class: "connection" });
  #timer = 0;
  #isAway = false;

  get isAway() {
    return this.#isAway;
  }

  warn(words) {
    this.#say(words);
  }

  connectedCallback() {
    this.replaceChildren(this.#said);
    document.addEventListener("dailies:unreachable", this.#doubt);
    addEventListener("offline", this.#lose);
    addEventListener("online", this.#knock);
    if (!navigator.onLine) this.#lose();
  }

  disconnectedCallback() {
    document.removeEventListener("dailies:unreachable", this.#doubt);
    removeEventListener("offline", this.#lose);
    removeEventListener("online", this.#knock);
    clearTimeout(this.#timer);
  }

  #doubt = async () => {
    if (!this.#isAway && !(await this.#opens())) this.#lose();
  };

  #lose = () => {
    if (this.#isAway) return;
    this.#isAway = true;
    this.#say(AWAY);
    this.#wait();
  };

  #knock = async () => {
    if (!this.#isAway) return;
    clearTimeout(this.#timer);
    if (!(await this.#opens())) {
      this.#wait();
      return;
    }
    this.#isAway = false;
    this.#say(BACK);
    this.#timer = setTimeout(() => this.#say(""), BACK_FOR_MILLISECONDS);
    document.dispatchEvent(new Event("dailies:back"));
  };

  async #opens() {
    const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
    return answer?.ok ?? false;
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#knock, AGAIN_MILLISECONDS);
  }

  #say(words) {
    this.#said.textContent = words;
    this.toggleAttribute("data-away", this.#isAway);
  }
}

customElements.define("dailies-connection", DailiesConnection);
