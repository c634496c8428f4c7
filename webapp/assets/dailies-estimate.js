// <dailies-estimate>: what a press of Generate would cost and when its clips would be ready, told before it.
//
// Call `of({ model, seconds, count, fast })` whenever the fields change. Asks again when the queue does, as far as this page
// hears of it, and from time to time. Knows the route.

import { ask } from "./api.js";
import { make } from "./element.js";
import { roughly } from "./words.js";

const PAUSE_MILLISECONDS = 300;
const AGAIN_MILLISECONDS = 20_000;
const CHANGES = ["dailies:asked", "dailies:varied", "dailies:finished", "dailies:back"];

class DailiesEstimate extends HTMLElement {
  #wish = null;
  #timer = 0;
  #turn = 0;
  #said = make("p", { class: "estimate", "aria-live": "polite" });
  #again = () => this.#soon(0);

  connectedCallback() {
    this.replaceChildren(this.#said);
    CHANGES.forEach((change) => document.addEventListener(change, this.#again));
    document.addEventListener("visibilitychange", this.#again);
    if (this.#wish) this.#soon(0);
  }

  disconnectedCallback() {
    CHANGES.forEach((change) => document.removeEventListener(change, this.#again));
    document.removeEventListener("visibilitychange", this.#again);
    clearTimeout(this.#timer);
  }

  of(wish) {
    if (JSON.stringify(wish) === JSON.stringify(this.#wish)) return;
    this.#wish = wish;
    this.#soon(PAUSE_MILLISECONDS);
  }

  #soon(milliseconds) {
    clearTimeout(this.#timer);
    if (this.isConnected && this.#wish && !document.hidden) this.#timer = setTimeout(() => this.#ask(), milliseconds);
  }

  async #ask() {
    const turn = ++this.#turn;
    const { model, seconds, count, fast } = this.#wish;
    const query = new URLSearchParams({ seconds, count, fast, ...(model ? { model } : {}) });
    // What would be refused, and what cannot be asked now, has no cost to tell: Generate says why.
    const told = await ask("GET", `/api/v1/estimate?${query}`).catch(() => null);
    if (turn !== this.#turn) return;
    const words = told === null ? "" : (told.refusal ?? sentence(told, count) + left(told));
    if (this.#said.textContent !== words) this.#said.textContent = words;
    this.#said.classList.toggle("refused", Boolean(told?.refusal));
    this.#soon(AGAIN_MILLISECONDS);
  }
}

function sentence({ model, gpu_seconds: cost, ready_seconds: ready, clips_ahead: ahead }, count) {
  const line = ahead ? `${ahead} ${ahead === 1 ? "clip" : "clips"} ahead` : "no one ahead";
  if (cost === null) return `How long it takes is not known yet: ${model} has rendered nothing like it here.${ahead ? ` ${capital(line)}.` : ""}`;
  const all = count > 1 ? `All ${count} ready` : "Ready";
  return `${all} in ${roughly(ready)} · ${line} · ${price(cost)}`;
}

/** What is left of the quota, where there is one. */
const left = ({ quota_gpu_seconds: quota, left_gpu_seconds: rest }) =>
  quota === null ? "" : ` · ${Math.floor(rest).toLocaleString()} of your ${quota.toLocaleString()} left`;

/** Seconds of the device, as exact as a reckoning by earlier clips can be. */
const price = (seconds) => `costs about ${seconds < 10 ? Number(seconds.toPrecision(2)) : Math.round(seconds)} GPU-seconds`;

const capital = (words) => words[0].toUpperCase() + words.slice(1);

customElements.define("dailies-estimate", DailiesEstimate);
