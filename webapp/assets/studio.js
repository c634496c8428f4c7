// Small manners of the studio page: Ctrl+Enter (⌘+Enter) asks for the clip; a call that fails is told in words.

import { ask } from "./api.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (!event.target.closest?.("#composer")) return;
  event.preventDefault();
  document.querySelector("#generate")?.click();
});

// What the page says when a call did not come back from the studio: why, as far as a second question can tell.
window.dailiesCallFailed = async () => {
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
};
