// The player of a finished clip: its film and, below it, the bar that runs it. Play, step frame by frame, half and quarter
// speed, loop, full screen; a line of frames to move along, on which others may set marks (see timeline.js).
//
// Frames count from 1. Knows the clip's record and its film, nothing of who judges it.

import { mediaPath } from "./api.js";
import { make } from "./element.js";
import { Timeline } from "./timeline.js";
import { timecode } from "./words.js";

const SPEEDS = [0.25, 0.5, 1];
const SPEED_NAMES = { 0.25: "¼×", 0.5: "½×", 1: "1×" };
/** Of a frame: where one begins, decoders and divisions disagree by less. */
const TOLERANCE = 1e-3;

const stillness = matchMedia("(prefers-reduced-motion: reduce)");

// Films play while they are on screen, so that a long reel does not play all of them.
const onScreen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) target.pause();
      // play() rejects when the browser forbids it or the film left the screen again: then the bar is there.
      else if (!stillness.matches && !target.dataset.stopped) target.play().catch(() => target.pause());
    }
  },
  { threshold: 0.6 },
);

export class Player extends EventTarget {
  film;
  timeline;
  element;
  #clip;
  #frames;
  #parts;

  constructor(clip) {
    super();
    this.#clip = clip;
    this.#frames = clip.frames;
    this.film = this.#film(clip);
    this.timeline = new Timeline(clip, (frame) => this.goTo(frame));
    this.element = this.#bar();
    this.#listen();
    this.#paint();
  }

  /** The frame on the screen, from 1. */
  get frame() {
    return Math.min(this.#frames, Math.floor(this.film.currentTime * this.#clip.fps + TOLERANCE) + 1);
  }

  /** Stops at a frame. It is the middle of it that is gone to, so that no rounding shows its neighbour. */
  goTo(frame) {
    const there = Math.min(this.#frames, Math.max(1, frame));
    this.stop();
    this.film.preload = "auto";
    this.film.currentTime = (there - 0.5) / this.#clip.fps;
    this.#paint();
  }

  /** Whoever stops a film by hand means it, also after scrolling past. */
  stop() {
    this.film.dataset.stopped = "yes";
    this.film.pause();
  }

  turn() {
    if (!this.film.paused) return this.stop();
    delete this.film.dataset.stopped;
    // play() rejects when the film is gone or cannot be decoded; the bar then still says that it rests.
    return this.film.play().catch(() => this.#paint());
  }

  /** Short cuts, while the clip has the focus. */
  onKey(event) {
    const deed = {
      ",": () => this.goTo(this.frame - 1),
      ".": () => this.goTo(this.frame + 1),
      "<": () => this.#changeSpeed(-1),
      ">": () => this.#changeSpeed(1),
      l: () => this.#turnLoop(),
      f: () => this.#fillScreen(),
      "[": () => this.#jump(this.timeline.markBefore(this.frame)),
      "]": () => this.#jump(this.timeline.markAfter(this.frame)),
      // On a button, a link or a summary the space bar presses that.
      " ": event.composedPath()[0].matches("article, input") ? () => this.turn() : undefined,
    }[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  #film(clip) {
    const film = make("video", {
      src: mediaPath(clip.id, ".mp4"),
      poster: mediaPath(clip.id, "/poster.webp"),
      "aria-label": clip.prompt,
      preload: "none",
      playsinline: true,
      loop: true,
      // Full screen its own controls hear the press.
      onclick: () => film.controls || this.turn(),
    });
    film.muted = true;
    onScreen.observe(film);
    return film;
  }

  #bar() {
    const button = (name, key, className, onclick) =>
      make("button", { type: "button", class: className, "aria-label": name, title: `${name} (key ${key})`, onclick });
    const play = make("button", { type: "button", class: "play", title: "Play or stop (space bar)", onclick: () => this.turn() });
    const back = button("One frame back", ",", "frame-step back", () => this.goTo(this.frame - 1));
    const on = button("One frame on", ".", "frame-step on", () => this.goTo(this.frame + 1));
    const loop = button("Loop", "l", "loop", () => this.#turnLoop());
    const full = button("Full screen", "f", "full", () => this.#fillScreen());
    const options = SPEEDS.map((speed) => make("option", { value: speed, selected: speed === 1 }, SPEED_NAMES[speed]));
    const speed = make("select", { class: "speed", "aria-label": "Speed", title: "Speed (keys < and >)" }, ...options);
    speed.addEventListener("change", () => this.#setSpeed(Number(speed.value)));
    const time = make("span", { class: "time" });
    const count = make("span", {});
    const place = make("span", { class: "place" }, time, count);
    this.#parts = { play, loop, speed, time, count };
    const buttons = make("div", { class: "buttons" }, back, play, on, loop, full, place, speed);
    return make("div", { class: "player", role: "group", "aria-label": "Player" }, this.timeline.element, buttons);
  }

  #listen() {
    const { film } = this;
    for (const name of ["play", "pause", "ended", "seeked", "timeupdate"]) film.addEventListener(name, () => this.#paint());
    // Full screen the browser's own controls stand in for the bar.
    film.addEventListener("fullscreenchange", () => (film.controls = film.getRootNode().fullscreenElement === film));
    if (!film.requestVideoFrameCallback) return;
    const next = () => {
      this.#paint();
      film.requestVideoFrameCallback(next);
    };
    film.requestVideoFrameCallback(next);
  }

  #jump(frame) {
    if (frame !== undefined) this.goTo(frame);
  }

  #turnLoop() {
    this.film.loop = !this.film.loop;
    this.#paint();
  }

  #changeSpeed(by) {
    const there = SPEEDS[SPEEDS.indexOf(this.film.playbackRate) + by];
    if (there !== undefined) this.#setSpeed(there);
  }

  #setSpeed(speed) {
    this.film.playbackRate = speed;
    this.#parts.speed.value = String(speed);
  }

  #fillScreen() {
    // Telephones that let nothing else fill the screen let films do so, by another name.
    if (this.film.requestFullscreen) this.film.requestFullscreen().catch(() => {});
    else this.film.webkitEnterFullscreen?.();
  }

  #paint() {
    const { play, loop, time, count } = this.#parts;
    const { film, frame } = this;
    const says = film.paused ? "Play" : "Stop";
    if (play.getAttribute("aria-label") !== says) play.setAttribute("aria-label", says);
    loop.setAttribute("aria-pressed", String(film.loop));
    time.textContent = timecode((frame - 1) / this.#clip.fps);
    count.textContent = `frame ${frame}/${this.#frames}`;
    this.timeline.show(frame, film.paused);
    this.dispatchEvent(new Event("frame"));
  }
}
