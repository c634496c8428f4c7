// House lights: dark room by default, paper when a person turns them up; remembered in this browser.
// A classic script, loaded before the page paints. <dailies-lights> is the switch.

(() => {
  const KEY = "dailies-lights";
  const root = document.documentElement;
  const switches = new Set();

  function turn(up) {
    root.dataset.lights = up ? "up" : "down";
    for (const show of switches) show(up);
  }

  // Browsers that keep nothing for a site throw here; then the lights go by the page.
  function remember(value) {
    try {
      if (value !== undefined) localStorage.setItem(KEY, value);
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  turn(remember() === "up");

  // Another tab turned them.
  addEventListener("storage", (event) => event.key === KEY && turn(event.newValue === "up"));

  class DailiesLights extends HTMLElement {
    #button = document.createElement("button");
    #show = (up) => this.#button.setAttribute("aria-pressed", String(up));

    constructor() {
      super();
      this.#button.type = "button";
      this.#button.part = "button";
      this.#button.textContent = "House lights";
      this.#button.addEventListener("click", () => {
        turn(root.dataset.lights !== "up");
        remember(root.dataset.lights);
      });
      this.attachShadow({ mode: "open" }).append(this.#button);
    }

    connectedCallback() {
      switches.add(this.#show);
      this.#show(root.dataset.lights === "up");
    }

    disconnectedCallback() {
      switches.delete(this.#show);
    }
  }

  customElements.define("dailies-lights", DailiesLights);
})();
