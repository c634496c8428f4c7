// Which keys are a person's writing and which are free for short cuts.

const WRITING = "textarea, select, [contenteditable], input:not([type=range])";

/** Whether a key pressed here is a short cut's: nobody is writing and no other key is held. */
export function isShortcut(event) {
  const isWriting = event.composedPath()[0].matches?.(WRITING);
  return !isWriting && !event.ctrlKey && !event.metaKey && !event.altKey;
}
