// <dailies-versions>: brings the models page to life. The page itself is templates/versions.html.
//
// Knows the routes of versions and refinements and what their numbers are called, no rules.

import { ask } from "./api.js";
import { make } from "./element.js";
import { lossCurve } from "./loss-curve.js";
import { PageElement } from "./page-element.js";

const LOOK_MILLISECONDS = 2000;
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const percent = (share) => `${Math.round(100 * share)} %`;
const versionPath = (name, deed) => `/api/v1/models/${encodeURIComponent(name)}/${deed}`;

class DailiesVersions extends PageElement {
  #look = 0;
  #compared = [];

  connectedCallback() {
    this.named("order").addEventListener("submit", (event) => {
      event.preventDefault();
      this.attempt(() => this.#refine());
    });
    this.named("comparison").addEventListener("submit", (event) => {
      event.preventDefault();
      this.attempt(() => this.#compare());
    });
    this.attempt(() => this.#begin());
  }

  disconnectedCallback() {
    clearTimeout(this.#look);
  }

  async #begin() {
    const { datasets } = await ask("GET", "/api/v1/datasets");
    const choices = datasets.map(({ id, name, counts }) => make("option", { value: id }, `${name} (${counts.clips} clips)`));
    const select = this.named("order").elements.dataset;
    select.replaceChildren(...choices);
    select.disabled = !choices.length;
    if (!choices.length) select.append(make("option", { value: "" }, "Freeze a dataset first"));
    await this.#show();
    this.querySelector(".primary").disabled = false;
  }

  /** Lists everything; looks again while something is under way. */
  async #show() {
    clearTimeout(this.#look);
    const [{ versions }, { refinements }] = await Promise.all([
      ask("GET", "/api/v1/models/versions"),
      ask("GET", "/api/v1/refinements"),
    ]);
    this.#offer(this.named("order").elements.parent, versions.filter((version) => version.status !== "retired"));
    this.#offer(this.named("comparison").elements.version, versions.filter((one) => one.parent && one.status !== "retired"));
    this.named("versions").replaceChildren(...this.#children(versions, null));
    const rows = refinements.map((refinement) => this.#refinement(refinement));
    this.named("refinements").replaceChildren(...(rows.length ? rows : [make("li", {}, "Nothing was refined yet.")]));
    await this.#showFilms();
    const isBusy = refinements.some(({ status }) => status === "queued" || status === "learning") || this.#compared.length;
    if (isBusy) this.#look = setTimeout(() => this.attempt(() => this.#show()), LOOK_MILLISECONDS);
  }

  #offer(select, versions) {
    const chosen = select.value;
    select.replaceChildren(...versions.map(({ name }) => make("option", { value: name }, name)));
    if (versions.some(({ name }) => name === chosen)) select.value = chosen;
    select.disabled = !versions.length;
    if (!versions.length) select.append(make("option", { value: "" }, "No refined version yet"));
  }

  /** The versions that descend from one, each with its own below it. */
  #children(versions, parent) {
    return versions.filter((version) => version.parent === parent).map((version) => {
      const below = this.#children(versions, version.name);
      return make("li", {}, this.#version(version), below.length ? make("ul", { class: "lineage" }, ...below) : null);
    });
  }

  #version(version) {
    const state = [version.status, version.is_default ? "default" : null, version.traffic_percent ? `${version.traffic_percent} % of requests` : null];
    const learned = version.refinement
      ? `By ${version.refinement.method.toUpperCase()} from “${version.dataset_name}”, step ${version.refinement.metrics.best_step} of ${version.refinement.metrics.steps}; validation loss ${version.refinement.metrics.validation_loss_before.toPrecision(4)} → ${version.refinement.metrics.validation_loss.toPrecision(4)}`
      : "A base, offered by the settings";
    return make(
      "article",
      { class: version.status },
      make("h3", {}, version.name),
      make("p", { class: "state" }, state.filter(Boolean).join(" · ")),
      make("p", { dir: "auto" }, learned),
      version.proof ? make("p", {}, inWords(version.proof, version.parent)) : null,
      version.as_asked.length ? asAsked(version) : null,
      version.problem ? make("p", { class: "warning" }, version.problem) : null,
      version.parent ? this.#deeds(version) : null,
    );
  }

  #deeds(version) {
    const { name, status } = version;
    const deed = (label, action) => make("button", { type: "button", "aria-label": `${label} ${name}`, onclick: () => this.attempt(action) }, label);
    const share = make("input", { type: "number", min: 0, max: 100, value: version.traffic_percent || 20, "aria-label": `Share of requests for ${name}, in percent` });
    const promote = () => this.#do(name, "promote", { traffic_percent: share.valueAsNumber }, `${name} is live, with ${share.value} % of the requests that name no model.`);
    return make(
      "div",
      { class: "deeds" },
      status === "retired" ? null : deed("Prove", () => this.#prove(version)),
      make("label", { class: "share" }, share, "%"),
      deed(status === "live" ? "Set share" : "Promote", promote),
      status === "retired" ? null : deed(status === "live" ? "Roll back" : "Retire", () => this.#do(name, "retire", undefined, `${name} is retired; ${version.parent} renders in its place.`)),
    );
  }

  #refinement(refinement) {
    const { id, parent, method, status, step, max_steps: most, error, curve, created_at: at } = refinement;
    const isOpen = status === "queued" || status === "learning";
    const stop = async () => {
      await ask("DELETE", `/api/v1/refinements/${id}`);
      await this.#show();
    };
    return make(
      "li",
      {},
      make(
        "div",
        { class: "who" },
        make("strong", {}, `${parent}, by ${method.toUpperCase()}`),
        make("span", {}, `${status}${status === "learning" ? `, step ${step} of at most ${most}` : ""} · ${moment.format(new Date(at))}`),
        error ? make("span", { class: "warning" }, error) : null,
      ),
      lossCurve(curve, Math.max(most, step)),
      isOpen ? make("button", { type: "button", onclick: () => this.attempt(stop) }, "Stop") : null,
    );
  }

  async #refine() {
    const { parent, dataset, method, seed, rank, max_steps: steps } = this.named("order").elements;
    const order = { dataset: dataset.value, method: method.value, seed: seed.valueAsNumber, rank: rank.valueAsNumber, max_steps: steps.valueAsNumber };
    await ask("POST", versionPath(parent.value, "refine"), order);
    await this.#show();
    this.#say("The refinement is in line.");
  }

  async #prove({ name, parent }) {
    const clips = await ask("POST", versionPath(name, "prove"), {});
    await this.#show();
    this.#say(`${clips.length / 2} prompts are rendered by ${parent} and by ${name}. Once they are ready, members find the pairs in the arena.`);
  }

  async #do(name, deed, body, sentence) {
    await ask("POST", versionPath(name, deed), body);
    await this.#show();
    this.#say(sentence);
  }

  /** Both from one seed, so that what differs is the version's doing. */
  async #compare() {
    const { version, prompt } = this.named("comparison").elements;
    const { versions } = await ask("GET", "/api/v1/models/versions");
    const { parent } = versions.find(({ name }) => name === version.value);
    const seed = crypto.getRandomValues(new Uint32Array(1))[0];
    const asked = [parent, version.value].map((model) =>
      ask("POST", "/api/v1/clips", { prompt: prompt.value, model, seed, seconds: 2, rewrite: true }),
    );
    this.#compared = (await Promise.all(asked)).map(({ clips: [clip] }) => clip.id);
    this.named("films").replaceChildren();
    await this.#show();
  }

  async #showFilms() {
    if (!this.#compared.length) return;
    const clips = await Promise.all(this.#compared.map((id) => ask("GET", `/api/v1/clips/${id}`)));
    const films = clips.map((clip) =>
      make("figure", {}, clip.status === "ready" ? film(clip) : make("p", {}, clip.error ?? `${clip.status}…`), make("figcaption", {}, clip.model)),
    );
    this.named("films").replaceChildren(...films);
    if (clips.every(({ status }) => status !== "queued" && status !== "rendering")) this.#compared = [];
  }

  #say(sentence) {
    this.named("answer").textContent = sentence;
  }
}

function film({ id, model }) {
  return make("video", { src: `/media/clips/${id}.mp4`, controls: true, loop: true, muted: true, playsinline: true, autoplay: true, "aria-label": model });
}

/** `Won 7 of 9 blind votes against papercut (78 %, between 45 and 94 %), 2 ties` */
function inWords({ wins, losses, ties, both_bad: bad, share, low, high }, parent) {
  if (share === null) return `No blind vote against ${parent} has decided yet`;
  const rest = [ties ? `${ties} ties` : null, bad ? `${bad} times both bad` : null].filter(Boolean).join(", ");
  return `Won ${wins} of ${wins + losses} blind votes against ${parent} (${percent(share)}, in 95 of 100 cases between ${percent(low)} and ${percent(high)})${rest ? `, ${rest}` : ""}`;
}

/** What prompts ask for and what the critic sees, on clips of the same prompts and seeds. */
function asAsked({ name, parent, as_asked: things }) {
  const row = ({ what, asked, shown, shown_by_parent: before }) =>
    make("tr", {}, make("th", { scope: "row" }, what.replaceAll("_", " ")), make("td", {}, `${shown} of ${asked}`), make("td", {}, `${before} of ${asked}`));
  const head = make("tr", {}, ...["As asked", name, parent].map((title) => make("th", { scope: "col" }, title)));
  return make(
    "details",
    { class: "as-asked" },
    make("summary", {}, inTotal(things, parent)),
    make("table", {}, make("thead", {}, head), make("tbody", {}, ...things.map(row))),
  );
}

/** `Shows 41 of 48 things that prompts ask for, papercut 43 of them, says the critic` */
function inTotal(things, parent) {
  const total = (key) => things.reduce((sum, thing) => sum + thing[key], 0);
  return `Shows ${total("shown")} of ${total("asked")} things that prompts ask for, ${parent} ${total("shown_by_parent")}, says the critic`;
}

customElements.define("dailies-versions", DailiesVersions);
