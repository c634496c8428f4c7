// <dailies-people me roles>: brings the people page to life. The page itself is templates/people.html.
//
// Knows the routes of people; what an entry of the audit log says in words is audit-words.js's business.

import { ask } from "./api.js";
import { inWords } from "./audit-words.js";
import { make } from "./element.js";
import { freshSecret } from "./fresh-secret.js";
import { PageElement } from "./page-element.js";

const ENTRIES = 20;
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

class DailiesPeople extends PageElement {
  #oldest = null;

  connectedCallback() {
    this.named("order").addEventListener("submit", (event) => {
      event.preventDefault();
      this.attempt(() => this.#invite(event.target));
    });
    this.named("earlier").addEventListener("click", () => this.attempt(() => this.#showEarlier()));
    this.attempt(() => this.#showAll());
  }

  async #showAll() {
    const [{ members }, { invites }, { entries }] = await Promise.all([
      ask("GET", "/api/v1/members"),
      ask("GET", "/api/v1/invites"),
      ask("GET", `/api/v1/audit?limit=${ENTRIES}`),
    ]);
    this.named("members").replaceChildren(...members.map((member) => this.#member(member)));
    const open = invites.map((invite) => this.#openInvite(invite));
    this.named("invites").replaceChildren(...(open.length ? open : [make("li", {}, "No link is open.")]));
    this.named("entries").replaceChildren();
    this.#append(entries);
  }

  async #showEarlier() {
    const { entries } = await ask("GET", `/api/v1/audit?limit=${ENTRIES}&before=${this.#oldest}`);
    this.#append(entries);
  }

  #append(entries) {
    this.#oldest = entries.at(-1)?.id ?? this.#oldest;
    this.named("earlier").hidden = entries.length < ENTRIES;
    this.named("entries").append(
      ...entries.map((entry) =>
        make(
          "li",
          {},
          make("time", { datetime: entry.at }, moment.format(new Date(entry.at))),
          make("span", { dir: "auto" }, inWords(entry)),
        ),
      ),
    );
  }

  async #invite(form) {
    const { url } = await ask("POST", "/api/v1/invites", {
      role: form.elements.role.value,
      uses: form.elements.uses.valueAsNumber,
      expires_days: form.elements.expires_days.valueAsNumber,
      email: form.elements.email.value.trim() || null,
    });
    this.named("link").replaceChildren(...freshSecret(url, "The new link"));
    await this.#showAll();
  }

  #openInvite(invite) {
    const uses = invite.uses_left === 1 ? "one more person" : `${invite.uses_left} more people`;
    const whom = invite.email ?? `${uses}`;
    const revoke = async () => {
      await ask("DELETE", `/api/v1/invites/${encodeURIComponent(invite.id)}`);
      await this.#showAll();
      this.#say("The link opens nothing any more.", "invites");
    };
    return make(
      "li",
      {},
      make(
        "div",
        { class: "who" },
        make("strong", {}, invite.role),
        make("span", { dir: "auto" }, `for ${whom}, until ${day.format(new Date(invite.expires_at))}`),
      ),
      make(
        "button",
        {
          type: "button",
          "aria-label": `Revoke the link for ${whom}, role ${invite.role}`,
          onclick: () => this.attempt(revoke),
        },
        "Revoke",
      ),
    );
  }

  #member(member) {
    const save = make("button", { type: "button", hidden: true, "aria-label": `Save the role of ${member.name}` }, "Save");
    const roles = this.getAttribute("roles").split(" ");
    const select = make(
      "select",
      { "aria-label": `Role of ${member.name}` },
      ...roles.map((role) => make("option", { selected: role === member.role }, role)),
    );
    // Not at once: the arrow keys pass through all roles.
    select.addEventListener("change", () => (save.hidden = select.value === member.role));
    save.addEventListener("click", () => this.attempt(() => this.#change(member, { role: select.value })));
    const isMe = member.id === this.getAttribute("me");
    const door = make(
      "button",
      {
        type: "button",
        "aria-label": `${member.disabled ? "Enable" : "Disable"} ${member.name}`,
        onclick: () => this.attempt(() => this.#turn(member, isMe)),
      },
      member.disabled ? "Enable" : "Disable",
    );
    return make(
      "li",
      { class: member.disabled ? "disabled" : null },
      make(
        "div",
        { class: "who" },
        make("strong", { dir: "auto" }, member.name),
        isMe ? " (you)" : null,
        member.disabled ? " (disabled)" : null,
        make("span", { dir: "auto" }, [member.email, member.craft, member.pen_name && `writes as ${member.pen_name}`].filter(Boolean).join(" · ")),
      ),
      make("div", { class: "deeds" }, this.#quota(member), select, save, door),
    );
  }

  /** What one member may use; empty is what the role may. Saved when it is left or Enter is pressed. */
  #quota(member) {
    const field = make("input", {
      type: "number",
      min: 0,
      step: 1,
      value: member.quota_gpu_seconds,
      placeholder: "as the role",
      title: "GPU-seconds in any 24 hours. Empty: as the role. 0: no limit.",
      "aria-label": `Quota of ${member.name} in GPU-seconds`,
    });
    const save = () => this.#change(member, { quota_gpu_seconds: field.value === "" ? null : field.valueAsNumber });
    field.addEventListener("change", () => field.reportValidity() && this.attempt(save));
    return field;
  }

  async #turn(member, isMe) {
    const whose = isMe ? "your" : "their";
    const question = `Disable ${member.name}? It ends ${whose} sessions and API tokens at once.`;
    if (member.disabled || confirm(question)) await this.#change(member, { disabled: !member.disabled });
  }

  async #change(member, change) {
    let now;
    try {
      now = await ask("PATCH", `/api/v1/members/${encodeURIComponent(member.id)}`, change);
    } finally {
      // After a refusal, too: what the page shows may be old. Its own refusal adds nothing to the first one.
      await this.#showAll().catch(() => undefined);
    }
    this.#say(now.disabled ? `${now.name} is disabled.` : `${now.name} has the role ${now.role}${quotaInWords(now)}.`, "members");
  }

  /** The list was drawn anew, so the button that was pressed is gone: the heading takes the focus. */
  #say(sentence, list) {
    this.named("answer").textContent = sentence;
    const heading = this.named(list).closest("section").querySelector("h2");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

function quotaInWords({ quota_gpu_seconds: quota }) {
  if (quota === null) return "";
  return quota === 0 ? " and no limit" : ` and a quota of ${quota.toLocaleString()} GPU-seconds in 24 hours`;
}

customElements.define("dailies-people", DailiesPeople);
