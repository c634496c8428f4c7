// The manners of the library page: what is typed or chosen shows at once and stands in the address. Without this script the
// form still works, by a press on Search. The clips are a <dailies-reel>.

import "./dailies-reel.js";

const PAUSE_MILLISECONDS = 300;

const form = document.querySelector(".finder");
const reel = document.querySelector("dailies-reel");
let pause = 0;

function show() {
  clearTimeout(pause);
  const address = new URLSearchParams();
  for (const { name, value } of form.querySelectorAll("[name]")) {
    const isChosen = value.trim() !== "" && !(name === "order" && value === "newest");
    if (isChosen) address.set(name, value);
    if (!isChosen) reel.removeAttribute(name);
    else if (reel.getAttribute(name) !== value) reel.setAttribute(name, value);
  }
  history.replaceState(null, "", address.size ? `?${address}` : location.pathname);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
form.addEventListener("change", show);
form.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(show, PAUSE_MILLISECONDS);
});
// Browsers that put back what was typed before a reload do so after this script has run.
addEventListener("pageshow", show);
