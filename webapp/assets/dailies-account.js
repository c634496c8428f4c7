// <dailies-account>: brings the account page to life. The page itself is templates/account.html.

import { ask } from "./api.js";
import { make } from "./element.js";
import { freshSecret } from "./fresh-secret.js";
import { PageElement } from "./page-element.js";

const ACCOUNT = "/api/v1/account";
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const count = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

class DailiesAccount extends PageElement {
  connectedCallback() {
    this.#onSubmit("profile", (form) => this.#saveProfile(form));
    this.#onSubmit("password", (form) => this.#changePassword(form));
    this.#onSubmit("token", (form) => this.#makeToken(form));
    this.named("elsewhere").addEventListener("click", () => this.attempt(() => this.#signOutElsewhere()));
    this.attempt(() => this.#showAll());
  }

  #onSubmit(name, action) {
    this.named(name).addEventListener("submit", (event) => {
      event.preventDefault();
      this.attempt(() => action(event.target));
    });
  }

  async #showAll() {
    const [account, { sessions }, { tokens }] = await Promise.all([
      ask("GET", ACCOUNT),
      ask("GET", `${ACCOUNT}/sessions`),
      ask("GET", `${ACCOUNT}/tokens`),
    ]);
    this.#showProfile(account);
    this.#showSessions(sessions);
    this.#showTokens(tokens);
  }

  #showProfile(account) {
    const { name, pen_name: penName, craft, consents_to_training: consents } = this.named("profile").elements;
    name.value = account.name;
    penName.value = account.pen_name ?? "";
    craft.value = account.craft ?? "";
    consents.checked = account.consents_to_training;
    this.named("quota").textContent = quotaInWords(account.quota);
    this.#showWaysIn(account);
  }

  /** Somebody who came by an identity provider has no password, and may set one. */
  #showWaysIn({ has_password: hasPassword, identities }) {
    const told = identities.map((each) => `You sign in with ${each.issuer} as ${each.email}, since ${day.format(new Date(each.linked_at))}.`);
    if (!hasPassword) told.push("You have no password; with one you can come in without the provider, too.");
    this.named("identities").textContent = told.join(" ");
    this.named("identities").hidden = !told.length;
    this.named("current").hidden = !hasPassword;
    this.named("password").elements.current.required = hasPassword;
    this.named("change").textContent = hasPassword ? "Change the password" : "Set a password";
  }

  #showSessions(sessions) {
    const item = (session) => {
      const since = `since ${day.format(new Date(session.created_at))}, until ${day.format(new Date(session.expires_at))}`;
      const what = make("strong", { dir: "auto" }, browserName(session.agent));
      return make("li", {}, make("div", { class: "who" }, what, session.is_this ? " (this one)" : null, make("span", {}, since)));
    };
    this.named("sessions").replaceChildren(...sessions.map(item));
    this.named("elsewhere").hidden = sessions.every((session) => session.is_this);
  }

  #showTokens(tokens) {
    const none = make("li", {}, "You have none.");
    this.named("tokens").replaceChildren(...(tokens.length ? tokens.map((token) => this.#token(token)) : [none]));
  }

  #token(token) {
    const name = token.name || "made on the command line";
    const revoke = async () => {
      if (!confirm(`Revoke the token “${name}”? Programs that use it are turned away at once.`)) return;
      await ask("DELETE", `${ACCOUNT}/tokens/${encodeURIComponent(token.id)}`);
      await this.#showAll();
      this.#say("The token opens nothing any more.");
    };
    const who = make("div", { class: "who" }, make("strong", { dir: "auto" }, name), make("span", {}, `made ${day.format(new Date(token.created_at))}`));
    const deed = { type: "button", "aria-label": `Revoke the token ${name}`, onclick: () => this.attempt(revoke) };
    return make("li", {}, who, make("button", deed, "Revoke"));
  }

  async #saveProfile(form) {
    const { name, pen_name: penName, craft, consents_to_training: consents } = form.elements;
    const change = { name: name.value, pen_name: penName.value, craft: craft.value, consents_to_training: consents.checked };
    this.#showProfile(await ask("PATCH", ACCOUNT, change));
    this.#say("Saved.");
  }

  async #changePassword(form) {
    const { current, new: fresh } = form.elements;
    const isFirst = this.named("current").hidden;
    await ask("PUT", `${ACCOUNT}/password`, { current: current.value, new: fresh.value });
    form.reset();
    await this.#showAll();
    this.#say(`The password is ${isFirst ? "set" : "changed"}; every other browser is signed out.`);
  }

  async #signOutElsewhere() {
    const { closed } = await ask("DELETE", `${ACCOUNT}/sessions`);
    await this.#showAll();
    this.#say(closed === 1 ? "One other browser is signed out." : `${closed} other browsers are signed out.`);
  }

  async #makeToken(form) {
    const { token } = await ask("POST", `${ACCOUNT}/tokens`, { name: form.elements.name.value });
    form.reset();
    this.named("fresh").replaceChildren(...freshSecret(token, "The new token"));
    await this.#showAll();
  }

  #say(sentence) {
    this.named("answer").textContent = sentence;
  }
}

function quotaInWords({ limit, used, waiting, left }) {
  const spent = `In the last 24 hours your clips took ${count.format(used)} GPU-seconds`;
  const line = waiting > 0 ? `${spent}, and those in line will take about ${count.format(waiting)}.` : `${spent}.`;
  if (limit === null) return `${line} There is no limit for you.`;
  return `${line} You may use ${count.format(limit)} in any 24 hours; ${count.format(left)} are left.`;
}

/** A short name for what a browser says that it is: such sentences name all their ancestors. */
function browserName(agent) {
  const names = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]];
  const systems = ["Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux"];
  const name = names.find(([mark]) => agent.includes(mark))?.[1];
  const system = systems.find((mark) => agent.includes(mark));
  if (!name) return agent.slice(0, 60) || "A browser";
  return system ? `${name} on ${system}` : name;
}

customElements.define("dailies-account", DailiesAccount);
