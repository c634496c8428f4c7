// Builds elements. Whatever people wrote goes in as text or as an attribute value, never as markup.

/** `make("p", { class: "prompt", hidden: true, onclick: f }, "text", child, null)` */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** The style sheet of that name beside this file, to be shared by all elements of a kind. */
export async function styleSheet(name) {
  const response = await fetch(new URL(name, import.meta.url));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await response.text());
  return sheet;
}
