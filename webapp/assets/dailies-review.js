// <dailies-review most-counted>: the queue of clips that wait for a decision, by keyboard, and what judgements say together.
// The page itself is templates/review.html.
//
// Knows the routes of reviews and of the dashboard; what one clip looks like is <dailies-clip>'s business.

import "./dailies-clip.js";
import { ask, clipPath } from "./api.js";
import { make } from "./element.js";
import { PageElement } from "./page-element.js";

const KEYS = { a: "approve", x: "exclude", n: "next" };
const TYPED_IN = "input, textarea, select";
const WORDS = 10;
const whole = new Intl.NumberFormat();
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const count = (number, one, many) => `${whole.format(number)} ${number === 1 ? one : many}`;
const points = (number) => whole.format(Math.round(number));
const percent = (share) => `${Math.round(share * 100)}\u00a0%`;

class DailiesReview extends PageElement {
  #clip = null;
  #isBusy = false;
  #onKey = (event) => this.#press(event);

  connectedCallback() {
    document.addEventListener("keydown", this.#onKey);
    this.named("begin").addEventListener("click", () => this.#begin());
    this.named("decision").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#decide("excluded", event.target.elements.reason.value);
    });
    for (const button of this.querySelectorAll("[data-deed]")) {
      button.addEventListener("click", () => this.#do(button.dataset.deed));
    }
    this.attempt(() => this.#showWaiting());
    this.attempt(() => this.#showJudgement());
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onKey);
  }

  #press(event) {
    const deed = KEYS[event.key.toLowerCase()];
    const isTyping = event.composedPath()[0].matches?.(TYPED_IN);
    if (event.key === "Escape" && !this.named("why").hidden) this.#closeWhy();
    if (!deed || !this.#clip || isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    event.preventDefault();
    this.#do(deed);
  }

  #do(deed) {
    if (deed === "approve") this.#decide("approved");
    if (deed === "exclude") this.#askWhy();
    if (deed === "next") this.#oneAtATime(() => this.#showNext(this.#clip.id));
  }

  #begin() {
    this.#oneAtATime(() => this.#showNext());
  }

  #decide(decision, reason = "") {
    this.#oneAtATime(async () => {
      const decided = this.#clip.id;
      await ask("PUT", clipPath(decided, "/review"), { decision, reason });
      await this.#showNext(decided);
    });
  }

  /** A key that is pressed twice decides on one clip, not on the one after it as well. */
  async #oneAtATime(action) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    await this.attempt(action);
    this.#isBusy = false;
  }

  #askWhy() {
    this.named("why").hidden = false;
    this.named("decision").elements.reason.focus();
  }

  #closeWhy() {
    this.named("why").hidden = true;
    this.named("decision").reset();
    this.querySelector('[data-deed="exclude"]').focus();
  }

  async #showWaiting() {
    const waiting = await ask("GET", "/api/v1/reviews/next");
    this.#say(waiting);
    this.named("begin").hidden = waiting === null;
  }

  async #showNext(after = null) {
    const query = after === null ? "" : `?${new URLSearchParams({ after })}`;
    const waiting = await ask("GET", `/api/v1/reviews/next${query}`);
    this.named("why").hidden = true;
    this.named("decision").reset();
    this.named("begin").hidden = true;
    this.named("desk").hidden = waiting === null;
    this.#clip = waiting?.clip ?? null;
    if (waiting === null) {
      this.named("clip").replaceChildren();
      await this.#showWaiting(); // those that were passed over still wait
      return;
    }
    this.#say(waiting);
    const card = make("dailies-clip", { "with-verdicts": true });
    card.clip = waiting.clip;
    this.named("clip").replaceChildren(card);
    document.activeElement?.blur?.(); // the keys are for this clip now
  }

  #say(waiting) {
    const most = Number(this.getAttribute("most-counted"));
    const more = waiting?.count === most ? " or more" : "";
    this.named("waiting").textContent =
      waiting === null
        ? "Nothing waits. A clip comes here with its first rating."
        : `${whole.format(waiting.count)}${more} rated ${waiting.count === 1 ? "clip waits" : "clips wait"} for a decision, the newest first.`;
  }

  async #showJudgement() {
    const { as_of: asOf, leaderboard, agreement, voters, words, defects, throughput } = await ask("GET", "/api/v1/dashboard/judgement");
    this.named("as-of").textContent = `All these tables are as of ${moment.format(new Date(asOf))}.`;
    this.named("leaderboard").replaceChildren(...leaderboardTable(leaderboard));
    this.named("voters").replaceChildren(...votersTable(voters));
    this.named("words").replaceChildren(...wordsTable(words));
    this.named("defects").replaceChildren(...defectsTable(defects));
    this.named("throughput").replaceChildren(...throughputTable(throughput));
    this.named("agreement").replaceChildren(...agreementWords(agreement));
  }
}

function table(head, rows) {
  return make(
    "table",
    {},
    make("thead", {}, make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, name)))),
    make(
      "tbody",
      {},
      ...rows.map(([first, ...rest]) =>
        make("tr", {}, make("th", { scope: "row", dir: "auto" }, first), ...rest.map((cell) => make("td", {}, cell))),
      ),
    ),
  );
}

function leaderboardTable(standings) {
  if (!standings.length) return [make("p", {}, "No two model versions have met in the arena yet.")];
  const rows = standings.map((one) => [
    make("a", { href: `/review/?${new URLSearchParams({ model: one.model })}` }, one.model),
    points(one.points),
    `${points(one.low)} to ${points(one.high)}`,
    `${whole.format(one.wins)} : ${whole.format(one.losses)}`,
  ]);
  return [
    table(["Model", "Points", "95 %", "Won : lost"], rows),
    make("p", { class: "explained" }, "1,000 points are the average; 400 more win ten times as often. Where intervals overlap, nothing is decided."),
  ];
}

function votersTable(voters) {
  if (!voters.length) return [make("p", {}, "Nobody has voted in the arena yet.")];
  const rows = voters.map(({ name, votes, right }) => [
    name,
    whole.format(votes),
    right.whole ? `${whole.format(right.part)} of ${whole.format(right.whole)}` : "none yet",
    right.whole ? `${percent(right.low)} to ${percent(right.high)}` : "",
  ]);
  return [
    table(["Member", "Votes", "Controls right", "95 %"], rows),
    make("p", { class: "explained" }, "A control pair has a known answer. Whoever presses anything has half of them right."),
  ];
}

function wordsTable(words) {
  if (!words.length) return [make("p", {}, "No word goes with low ratings yet, among those that occur in three prompts.")];
  const shown = words.slice(0, WORDS);
  const rows = shown.map(({ word, low, stands_out }) => [
    make("a", { href: `/review/?${new URLSearchParams({ q: word })}` }, word),
    `${whole.format(low.part)} of ${whole.format(low.whole)}`,
    `${percent(low.low)} to ${percent(low.high)}`,
    stands_out ? "stands out" : "may be chance",
  ]);
  return [
    table(["Word", "Low prompts", "95 %", ""], rows),
    make("p", { class: "explained" }, "A prompt is low if its clips have 2.5 stars or less in the mean. The intervals hold for all words together."),
  ];
}

function defectsTable(defects) {
  if (!defects.length) return [make("p", {}, "Nobody has named a defect yet.")];
  const rows = defects.map(({ tag, clips, mean }) => [
    tag,
    `${whole.format(clips.part)} of ${whole.format(clips.whole)} clips`,
    `${percent(clips.low)} to ${percent(clips.high)}`,
    `${mean.toFixed(1)} ★`,
  ]);
  return [
    table(["Defect", "Named on", "95 %", "Stars with it"], rows),
    make("p", { class: "explained" }, "Of the newest clips that are rated; one rater who names it is enough. The intervals hold for all defects together."),
  ];
}

function throughputTable(models) {
  if (!models.length) return [make("p", {}, "No clip is ready yet.")];
  const rows = models.map((one) => [
    one.model,
    whole.format(one.clips),
    `${seconds(one.wait_median_seconds)} / ${seconds(one.wait_p95_seconds)}`,
    `${whole.format(Math.round(one.gpu_seconds))} s`,
    `${one.gpu_seconds_per_video_second.toFixed(1)} s`,
  ]);
  return [
    table(["Model", "Clips", "Wait, half / 95 %", "GPU", "per second of film"], rows),
    make("p", { class: "explained" }, "Of the newest clips that are ready. A processor counts as the GPU where there is none."),
  ];
}

const seconds = (value) => (value < 90 ? `${Math.round(value)} s` : `${Math.round(value / 60)} min`);

function agreementWords(agreement) {
  if (agreement === null) return [make("p", {}, "It cannot be told yet: it takes clips that several people rated, and different stars.")];
  const { alpha, low, high, clips, ratings } = agreement;
  return [
    make("p", { class: "number" }, `α = ${alpha.toFixed(2)}`),
    make("p", {}, `${low.toFixed(2)} to ${high.toFixed(2)} with 95 %, by ${count(ratings, "rating", "ratings")} of ${count(clips, "clip", "clips")}`),
    make("p", { class: "explained" }, "Krippendorff's α: 1 is all agree, 0 is chance. From 0.67 on it is worth drawing conclusions."),
  ];
}

customElements.define("dailies-review", DailiesReview);
