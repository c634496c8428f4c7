// <dailies-datasets>: brings the datasets page to life. The page itself is templates/datasets.html.
//
// Knows the routes of datasets and what their numbers are called, no rules: what cannot be is the studio's to say.

import { ask, probe } from "./api.js";
import { make } from "./element.js";
import { PageElement } from "./page-element.js";

const PAUSE_MILLISECONDS = 300;
const COMPARING_MILLISECONDS = 3000;
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const whole = new Intl.NumberFormat();
const datasetPath = (id, rest = "") => `/api/v1/datasets/${encodeURIComponent(id)}${rest}`;
const count = (number, one, many) => `${whole.format(number)} ${number === 1 ? one : many}`;

class DailiesDatasets extends PageElement {
  #pause = 0;
  #turn = 0;

  connectedCallback() {
    const form = this.named("order");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.attempt(() => this.#freeze());
    });
    form.addEventListener("input", ({ target }) => {
      clearTimeout(this.#pause);
      if (target.name !== "name") this.#pause = setTimeout(() => this.attempt(() => this.#preview()), PAUSE_MILLISECONDS);
    });
    this.attempt(() => Promise.all([this.#preview(), this.#list()]));
  }

  /** What the form says, as the API wants it; fields that are empty narrow nothing and are left out. */
  #selection() {
    const { elements } = this.named("order");
    const chosen = (name) => [...this.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value);
    const filters = { words: elements.words.value, approved_only: elements.approved_only.checked };
    for (const name of ["models", "rater_roles", "with_tags", "without_tags"]) filters[name] = chosen(name);
    if (elements.max_spread.value) filters.max_spread = Number(elements.max_spread.value);
    for (const name of ["from", "until"]) if (elements[name].value) filters[name] = elements[name].value;
    for (const name of ["min_raters", "min_rating", "max_rating"]) {
      if (elements[name].value) filters[name] = elements[name].valueAsNumber;
    }
    const gap = elements.pair_gap.value ? { pair_gap: elements.pair_gap.valueAsNumber } : {};
    return { filters, ...gap };
  }

  async #preview() {
    const turn = ++this.#turn;
    const shown = this.named("preview");
    try {
      const { counts, warnings, grouping, samples } = await ask("POST", "/api/v1/datasets/preview", this.#selection());
      if (turn !== this.#turn) return; // an answer to an older question may come last
      shown.replaceChildren(...this.#counted(counts, warnings, grouping));
      this.#show(samples);
      if (counts.clips && grouping.waiting) this.#askAgain(turn);
    } catch (error) {
      if (turn === this.#turn) shown.replaceChildren();
      throw error;
    }
  }

  #show(samples) {
    this.named("samples").hidden = !samples.length;
    this.named("sample-list").replaceChildren(...samples.map(sample));
  }

  /** Splits are not known before all prompts are compared; nobody has to press anything for that. */
  #askAgain(turn) {
    setTimeout(() => {
      if (this.isConnected && turn === this.#turn) this.attempt(() => this.#preview());
    }, COMPARING_MILLISECONDS);
  }

  #counted(counts, warnings, grouping) {
    if (!counts.clips) return [make("p", { class: "number" }, "No clip"), make("p", {}, "Loosen the filters, or rate some clips.")];
    const { train, validation, test } = counts.splits;
    return [
      make("p", { class: "number" }, count(counts.clips, "clip", "clips")),
      make("p", {}, inWords(counts)),
      make("p", {}, `Splits: ${whole.format(train)} to train, ${whole.format(validation)} to validate, ${whole.format(test)} to test`),
      make("p", {}, inGroups(counts, grouping)),
      ...warnings.map((warning) => make("p", { class: "warning" }, warning)),
    ];
  }

  async #freeze() {
    const name = this.named("order").elements.name;
    const frozen = await ask("POST", "/api/v1/datasets", { name: name.value, ...this.#selection() });
    name.value = "";
    clearTimeout(this.#pause);
    await Promise.all([this.#preview(), this.#list()]);
    this.#say(`“${frozen.name}” is frozen, with ${count(frozen.counts.clips, "clip", "clips")}.`);
  }

  async #list() {
    const { datasets } = await ask("GET", "/api/v1/datasets");
    const items = datasets.map((dataset) => this.#dataset(dataset));
    this.named("datasets").replaceChildren(...(items.length ? items : [make("li", {}, "Nothing is frozen yet.")]));
  }

  #dataset(dataset) {
    const formats = make("select", { "aria-label": `Format of ${dataset.name}` });
    formats.append(this.named("formats").content.cloneNode(true));
    for (const option of formats.options) option.disabled = "needsPairs" in option.dataset && !dataset.counts.pairs;
    const download = () => this.attempt(() => this.#download(dataset, formats.value));
    return make(
      "li",
      {},
      make(
        "div",
        { class: "who" },
        make("strong", { dir: "auto" }, dataset.name),
        make("span", {}, `${count(dataset.counts.clips, "clip", "clips")}, ${inWords(dataset.counts)}`),
        make("span", {}, moment.format(new Date(dataset.created_at)), " ", make("code", { title: dataset.id }, dataset.id.slice(0, 12))),
      ),
      make(
        "div",
        { class: "deeds" },
        formats,
        make("button", { type: "button", "aria-label": `Download ${dataset.name}`, onclick: download }, "Download"),
      ),
    );
  }

  async #download(dataset, format) {
    const { withdrawn } = await ask("GET", datasetPath(dataset.id));
    const some = count(withdrawn.length, "clip in it is withdrawn", "clips in it are withdrawn");
    const question = `${some}: their artists no longer consent to training use. A dataset frozen now is without them. Download this one?`;
    if (withdrawn.length && !confirm(question)) return;
    const path = datasetPath(dataset.id, `/export?${new URLSearchParams({ format })}`);
    await probe(path);
    location.assign(path);
    this.#say(`The download of “${dataset.name}” begins.`);
  }

  #say(sentence) {
    this.named("answer").textContent = sentence;
  }
}

/** A still of a clip that would be frozen, which leads to all that was said of it. */
function sample({ clip_id: id, prompt, mean_rating: mean, ratings }) {
  const address = `/review/?q=${encodeURIComponent(prompt.slice(0, 200))}`;
  const still = make("img", { src: `/media/clips/${encodeURIComponent(id)}/poster.webp`, alt: "", loading: "lazy" });
  const stars = `${mean.toFixed(1)} ★ by ${count(ratings, "rater", "raters")}`;
  return make("li", {}, make("a", { href: address, title: prompt, "aria-label": `${prompt}, ${stars}` }, still, make("span", {}, stars)));
}

/** `34 ratings by 5 people, 6 prompts, 9 pairs`; what was not counted is left out. */
function inWords({ ratings, raters, prompts, pairs }) {
  return [
    count(ratings, "rating", "ratings") + (raters === null ? "" : ` by ${count(raters, "person", "people")}`),
    prompts === null ? null : count(prompts, "prompt", "prompts"),
    pairs === null ? null : count(pairs, "preference pair", "preference pairs"),
  ]
    .filter((words) => words !== null)
    .join(", ");
}

/** How prompts that say the same in other words were kept together. */
function inGroups({ prompts, groups }, { reader, waiting, not_compared: rest }) {
  if (waiting) return `Looking for prompts that mean the same: ${whole.format(waiting)} still to compare, splits may change`;
  if (reader === null) return "Prompts are told apart by their wording alone: those that mean the same may be in different splits";
  const found = groups === prompts ? "No two prompts mean the same" : `Prompts that mean the same are together: ${count(groups, "group", "groups")}`;
  return rest ? `${found}; ${whole.format(rest)} were compared by their wording alone` : found;
}

customElements.define("dailies-datasets", DailiesDatasets);
