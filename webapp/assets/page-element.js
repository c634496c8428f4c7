// What the components of whole pages have in common: the parts of their template, and what the studio refuses.
//
// Knows no page.

import { Refusal } from "./api.js";

/** A component whose template stands in the page, each part of it marked by data-part. */
export class PageElement extends HTMLElement {
  /** The part of that name. */
  named(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  /** Do something that the studio may refuse, and say so in the part "problem" if it does. What the part "answer", where a
   * page has one, said of the deed before is taken back. */
  async attempt(action) {
    const problem = this.named("problem");
    const answer = this.named("answer");
    problem.hidden = true;
    if (answer) answer.textContent = "";
    try {
      await action();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problem.textContent = error.message;
      problem.hidden = false;
    }
  }
}
