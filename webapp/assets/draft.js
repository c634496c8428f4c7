// What somebody is writing, kept in this tab: a reload or a tab that the browser put to sleep loses nothing.
//
// In the tab rather than in the browser, and apart for each member: a prompt is nobody else's business on a machine that
// several people use. Knows no fields.

const NAME = "dailies-draft-";

/** The draft of a member: `{ prompt, shots }`, shots being null for one prompt; null where there is none. */
export function draftOf(member) {
  try {
    return JSON.parse(sessionStorage.getItem(NAME + member));
  } catch {
    return null; // storage is switched off, or was written by another hand
  }
}

/** Keep a draft, or forget it: null. */
export function keepDraft(member, draft) {
  try {
    if (draft === null) sessionStorage.removeItem(NAME + member);
    else sessionStorage.setItem(NAME + member, JSON.stringify(draft));
  } catch {
    // Full, or switched off: what is on the page is still there.
  }
}
