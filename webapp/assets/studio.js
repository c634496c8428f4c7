// The manners of the studio page: what its fields tell the script, what Generate takes along, and what is said when a
// call fails. Gradio's fields call `window.dailiesStudio`; see `webapp/pages/studio.py`.

import "./dailies-script.js";
import { ask, clipPath } from "./api.js";

const script = () => document.querySelector("dailies-script");

// Ctrl+Enter (⌘+Enter) asks for the clip. Held down it asks once.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const isOnButton = event.target.closest?.("#generate");
  const isShortcut = (event.ctrlKey || event.metaKey) && event.target.closest?.("#composer");
  if (!isShortcut && !(isOnButton && event.repeat)) return;
  event.preventDefault();
  if (!event.repeat) document.querySelector("#generate")?.click();
});

// A double click is one press.
document.addEventListener(
  "click",
  (event) => {
    if (event.detail > 1 && event.target.closest("#generate")) {
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
  if (press?.fields !== fields) {
    // Not crypto.randomUUID, which browsers keep from pages without HTTPS.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    press = { fields, key: [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
  }
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

window.dailiesStudio = {
  /** A field changed that the reading depends on. */
  wrote(prompt, model, seconds) {
    script()?.write(prompt ?? "", model ?? undefined, seconds ?? undefined);
    written = prompt ?? "";
    openStoryboard();
  },

  /** What Generate sends: the fields, the shots as JSON, and the key of this press. */
  collect(prompt, model, aspect, seconds, seed, takes, fast) {
    const shots = JSON.stringify(script().shots(prompt ?? "", seconds));
    const fields = [prompt, model, aspect, seconds, seed, takes, fast, shots];
    return [...fields, keyOf(JSON.stringify(fields))];
  },

  /** What the page says when a call did not come back from the studio: why, as far as a second question can tell. */
  async callFailed() {
    let sentence = "The studio did not answer. Try again in a moment.";
    let way = "";
    try {
      await ask("GET", "/api/v1/models");
    } catch (refusal) {
      sentence = refusal.message;
      if (refusal.status === 401) way = ' <a href="/sign-in?next=/studio/">Sign in</a>';
    }
    const text = document.createElement("p");
    text.textContent = sentence;
    return `<p class="answer problem" role="alert">${text.innerHTML}${way}</p>`;
  },
};

const remixed = new URLSearchParams(location.search).get("remix");
if (remixed) takeUp(remixed);

// What was written before this script was there.
if (window.dailiesFields) window.dailiesStudio.wrote(...window.dailiesFields);
