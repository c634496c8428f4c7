// The manners of the studio page: what its fields tell the script, what Generate takes along, and what is said when a
// call fails. Gradio's fields call `window.dailiesStudio`; see `webapp/pages/studio.py`.

import "./connection.js";
import "./dailies-estimate.js";
import "./dailies-script.js";
import "./dailies-still.js";
import { ask, clipPath } from "./api.js";
import { draftOf, keepDraft } from "./draft.js";
import { keyWords } from "./variation.js";

const NOT_ASKED = "The studio cannot be reached, so nothing was asked for. What you wrote stays here; press Generate again when it is back.";

const script = () => document.querySelector("dailies-script");
const still = () => document.querySelector("dailies-still");

// Ctrl+Enter (⌘+Enter) asks for the clip. Held down it asks once.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const isOnButton = event.target.closest?.("#generate");
  const isShortcut = (event.ctrlKey || event.metaKey) && event.target.closest?.("#composer");
  if (!isShortcut && !(isOnButton && event.repeat)) return;
  event.preventDefault();
  if (!event.repeat) document.querySelector("#generate")?.click();
});

// A double click is one press, and while the studio is away a press asks for nothing: Gradio would swallow it in silence.
document.addEventListener(
  "click",
  (event) => {
    if (!event.target.closest("#generate")) return;
    const connection = document.querySelector("dailies-connection");
    if (connection?.isAway) connection.warn(NOT_ASKED);
    if (event.detail > 1 || connection?.isAway) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  { capture: true },
);

document.addEventListener("dailies:storyboard", (event) => {
  document.querySelector("#composer").toggleAttribute("data-storyboard", event.detail);
});

// One key for each press, kept until its answer has come: a press whose answer was lost can be repeated and still makes
// one clip. Other fields are another request, with a key of its own.
let press = null;
document.addEventListener("dailies:asked", () => (press = null));

function keyOf(fields) {
  if (press?.fields !== fields) press = { fields, key: keyWords() };
  return press.key;
}

// `?remix=…`: the page fills its fields in from that clip. A storyboard is opened here, once its prompt has arrived.
let written = "";
let storyboard = null;

function openStoryboard() {
  if (!storyboard || written !== storyboard.prompt || !script()) return;
  script().take(storyboard.shots);
  storyboard = null;
}

async function takeUp(id) {
  try {
    const clip = await ask("GET", clipPath(id));
    if (clip.shots.length > 1) storyboard = clip;
  } catch {
    // The page itself says why the clip cannot be taken up.
  }
  openStoryboard();
}

// `?extend=…`: the page fills in what the clip ended with; here its last frame becomes the first.
async function extend(id) {
  const clip = await ask("GET", clipPath(id)).catch(() => null);
  if (clip?.is_mine && clip.status === "ready") still()?.goOnFrom(clip);
}

// What is written is kept in this tab until it is asked for, and is there again after a reload.
const SHORT_PAUSE_MILLISECONDS = 250;
let member = null;
let saving = 0;

function keep() {
  clearTimeout(saving);
  saving = setTimeout(() => {
    if (!member) return;
    const shots = script()?.storyboard ?? null;
    keepDraft(member, written.trim() || shots ? { prompt: written, shots } : null);
  }, SHORT_PAUSE_MILLISECONDS);
}

document.addEventListener("dailies:asked", () => {
  clearTimeout(saving);
  if (member) keepDraft(member, null);
});
document.addEventListener("dailies:written", keep);

/** Once the page is drawn and says whose it is: the draft goes into the prompt, unless something stands there already. */
function restore() {
  const field = document.querySelector("#prompt textarea");
  member = document.querySelector(".masthead[data-member]")?.dataset.member ?? null;
  if (!field || !member) return false;
  const draft = takenUp ? null : draftOf(member);
  if (!draft || field.value) return true;
  if (draft.shots) storyboard = draft;
  // As if it had been typed: Gradio hears of its fields by this event alone.
  field.value = draft.prompt;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  openStoryboard(); // one that was written without a prompt
  return true;
}

// What the estimate reckons with: the fields, or the seconds of the storyboard in place of theirs.
let fields = {};

function reckon() {
  const shots = script()?.storyboard;
  const seconds = shots ? shots.reduce((sum, shot) => sum + shot.seconds, 0) : fields.seconds;
  if (seconds > 0) document.querySelector("dailies-estimate")?.of({ ...fields, seconds });
}

document.addEventListener("dailies:written", reckon);

window.dailiesStudio = {
  /** A field changed that the reading depends on. */
  wrote(prompt, model, aspect, seconds, takes, fast) {
    if (still()) Object.assign(still(), { model: model ?? "", shape: aspect });
    script()?.write(prompt ?? "", model ?? undefined, seconds ?? undefined);
    written = prompt ?? "";
    openStoryboard();
    fields = { model, seconds: seconds ?? 0, count: takes ?? 1, fast: Boolean(fast) };
    reckon();
    keep();
  },

  /** What Generate sends: the fields, the shots as JSON, what the clip begins with, and the key of this press. */
  collect(prompt, model, aspect, seconds, seed, takes, fast) {
    const shots = JSON.stringify(script().shots(prompt ?? "", seconds));
    const opening = still()?.value ? JSON.stringify(still().value) : "";
    const sent = [prompt, model, aspect, seconds, seed, takes, fast, shots, opening];
    return [...sent, keyOf(JSON.stringify(sent))];
  },

  /** What the page says when a call did not come back from the studio: why, as far as a second question can tell. */
  async callFailed() {
    let sentence = "The studio did not answer. Try again in a moment.";
    let way = "";
    try {
      await ask("GET", "/api/v1/models");
    } catch (refusal) {
      sentence = refusal.status === 0 ? NOT_ASKED : refusal.message;
      if (refusal.status === 401) way = ' <a href="/sign-in?next=/studio/">Sign in</a>';
    }
    const text = document.createElement("p");
    text.textContent = sentence;
    return `<p class="answer problem" role="alert">${text.innerHTML}${way}</p>`;
  },
};

const address = new URLSearchParams(location.search);
const takenUp = address.get("remix") ?? address.get("extend");
if (address.get("remix")) takeUp(address.get("remix"));
else if (address.get("extend")) extend(address.get("extend"));

if (!restore()) {
  const drawn = new MutationObserver(() => restore() && drawn.disconnect());
  drawn.observe(document.body, { childList: true, subtree: true });
}

// What was written before this script was there.
if (window.dailiesFields) window.dailiesStudio.wrote(...window.dailiesFields);
