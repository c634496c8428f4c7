// Follows clips on their way to the screen.
//
// Browsers open six connections to one host over HTTP/1.1, for all tabs together, and an event stream keeps one busy.
// So a page streams at most two clips, those nearest to the screen, polls the others, and lets go while it is hidden.

import { ask, clipPath } from "./api.js";

const MAX_STREAMS = 2;
const POLL_MILLISECONDS = 2000;
const GRACE_MILLISECONDS = 2500;

export const isFinal = (status) => status === "ready" || status === "failed" || status === "cancelled";

function isBefore(one, other) {
  if (isFinal(one.status) || other.status === "queued") return false;
  return one.status === "queued" || one.step < other.step;
}

class Watch {
  constructor({ id, status, step }, onProgress, onTrouble) {
    this.id = id;
    this.known = { status, step };
    this.onProgress = onProgress;
    this.onTrouble = onTrouble;
    this.place = Infinity;
    this.last = 0;
    this.source = null;
    this.timer = 0;
    this.busy = false;
  }

  stream() {
    if (this.source || this.busy) return;
    const source = new EventSource(clipPath(this.id, `/events?after=${this.last}`));
    source.onmessage = (message) => {
      clearTimeout(this.timer);
      this.timer = 0;
      if (message.lastEventId) this.last = Number(message.lastEventId);
      const progress = JSON.parse(message.data);
      // The stream tells the clip's story from its beginning: what is shown already does not run backwards.
      if (this.known && isBefore(progress, this.known)) return;
      this.known = null;
      this.hear(progress);
    };
    source.onerror = () => {
      // CONNECTING: the browser tries again by itself. CLOSED: it was refused, so ask why.
      const patience = source.readyState === EventSource.CLOSED ? 0 : GRACE_MILLISECONDS;
      this.timer ||= setTimeout(() => this.look(), patience);
    };
    this.source = source;
  }

  poll() {
    if (this.busy) return;
    this.rest();
    this.look();
  }

  /** Asks once, then waits before the next arrangement, so that a refusing server is not hurried. */
  async look() {
    this.rest();
    this.busy = true;
    try {
      const clip = await ask("GET", clipPath(this.id));
      this.hear({ ...clip, steps: clip.total_steps || clip.steps, preview: null });
    } catch (refusal) {
      this.onTrouble(refusal);
      if (refusal.status === 401 || refusal.status === 404) return unwatch(this);
    }
    setTimeout(() => {
      this.busy = false;
      arrange();
    }, POLL_MILLISECONDS);
  }

  hear(progress) {
    const before = this.place;
    this.place = progress.status === "rendering" ? 0 : (progress.position ?? Infinity);
    if (isFinal(progress.status)) unwatch(this);
    else if (this.place !== before) arrange();
    this.onProgress(progress);
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.source?.close();
    this.source = null;
  }
}

const watches = new Set();

function arrange() {
  const nearest = [...watches].sort((one, other) => one.place - other.place);
  nearest.forEach((watch, rank) => {
    if (document.hidden) watch.rest();
    else if (rank < MAX_STREAMS) watch.stream();
    else watch.poll();
  });
}

function unwatch(watch) {
  watch.rest();
  if (watches.delete(watch)) arrange();
}

document.addEventListener("visibilitychange", arrange);
addEventListener("pagehide", () => watches.forEach((watch) => watch.rest()));
addEventListener("pageshow", arrange);

/** Calls back with every step of a clip after the one that is known, until it is finished. Returns a function that stops. */
export function watchClip(clip, onProgress, onTrouble) {
  const watch = new Watch(clip, onProgress, onTrouble);
  watches.add(watch);
  arrange();
  return () => unwatch(watch);
}
