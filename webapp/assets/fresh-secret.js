// A secret that is shown once, with a button that copies it. Knows the clipboard, not what the secret opens.

import { make } from "./element.js";

/** The elements that show `secret`; `label` names its field. */
export function freshSecret(secret, label) {
  const field = make("input", { readonly: true, value: secret, "aria-label": label });
  const note = make("p", {}, "Copy it now: it is shown this once.");
  const copy = async () => {
    field.select();
    // Browsers keep the clipboard from pages without HTTPS; the old command still works there.
    const isCopied = await (navigator.clipboard?.writeText(secret).then(() => true, () => false) ?? false);
    note.textContent = isCopied || document.execCommand("copy") ? "Copied." : "Press Ctrl+C to copy it.";
  };
  field.addEventListener("focus", () => field.select());
  return [make("div", { class: "link" }, field, make("button", { type: "button", onclick: copy }, "Copy")), note];
}
