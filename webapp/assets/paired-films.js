// Two films that run as one: they start, pause, go to a place and begin again together, and neither gets ahead.
//
// The longer film is the clock. The other one follows: a little behind, it runs a little faster; far behind, it jumps.
// When one of them has to wait for its pictures, both wait. A shorter film stands on its last picture until both begin
// again. Knows two video elements, nothing of what they show.

const SLIGHT_SECONDS = 0.02;
const FAR_SECONDS = 0.2;
const CATCHING_UP = 0.06;

const canPlay = (film) => film.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;

export class PairedFilms {
  #films;
  #clock;
  #follower;
  #isMeantToRun = false;
  #frame = 0;
  #onTick;

  /** @param onTick called with every change of place, and when the films are started or stopped. */
  constructor(left, right, onTick) {
    this.#films = [left, right];
    [this.#clock, this.#follower] = this.#films;
    this.#onTick = onTick;
  }

  get isRunning() {
    return this.#isMeantToRun;
  }

  get seconds() {
    return this.#clock.currentTime;
  }

  get duration() {
    return this.#clock.duration;
  }

  /** Fetches both films; resolves when both can be played, rejects when one cannot be had. */
  async load(sources) {
    this.stop();
    await Promise.all(this.#films.map((film, index) => loaded(film, sources[index])));
    [this.#clock, this.#follower] = this.#films.toSorted((one, other) => other.duration - one.duration);
    this.#onTick();
  }

  run() {
    this.#isMeantToRun = true;
    cancelAnimationFrame(this.#frame);
    this.#keepTogether();
  }

  /** Both stand on the same moment afterwards. */
  stop() {
    this.#isMeantToRun = false;
    cancelAnimationFrame(this.#frame);
    this.#clock.pause();
    this.#follower.pause();
    this.#align();
    this.#onTick();
  }

  turn() {
    if (this.#isMeantToRun) this.stop();
    else this.run();
  }

  goTo(seconds) {
    this.#clock.currentTime = seconds;
    this.#align();
    this.#onTick();
  }

  #align() {
    const place = this.#placeOfFollower();
    if (this.#follower.currentTime !== place) this.#follower.currentTime = place;
  }

  /** Where the follower should be: with the clock, and at its own end once that is past. */
  #placeOfFollower() {
    return Math.min(this.#clock.currentTime, this.#follower.duration || 0);
  }

  #keepTogether() {
    if (!this.#isMeantToRun) return;
    if (this.#clock.ended) this.goTo(0);
    const isFollowerDone = this.#follower.ended || this.#clock.currentTime >= this.#follower.duration;
    const running = isFollowerDone ? [this.#clock] : [this.#clock, this.#follower];
    if (running.every(canPlay)) running.filter((film) => film.paused).forEach((film) => this.#start(film));
    else running.forEach((film) => film.pause());
    if (!isFollowerDone) this.#correct();
    this.#onTick();
    this.#frame = requestAnimationFrame(() => this.#keepTogether());
  }

  #correct() {
    const ahead = this.#follower.currentTime - this.#placeOfFollower();
    if (Math.abs(ahead) > FAR_SECONDS && !this.#follower.seeking) this.#align();
    const hurry = Math.abs(ahead) > SLIGHT_SECONDS ? -Math.sign(ahead) * CATCHING_UP : 0;
    this.#follower.playbackRate = 1 + hurry;
  }

  #start(film) {
    // play() is refused where the browser forbids it, and cut short where pause() comes at once: only the first is final.
    film.play().catch((error) => error.name === "NotAllowedError" && this.stop());
  }
}

function loaded(film, { video_url: source, poster_url: poster }) {
  return new Promise((resolve, reject) => {
    film.oncanplay = resolve;
    film.onerror = () => reject(new Error("a film cannot be had"));
    film.poster = poster;
    film.src = source;
    film.load();
  });
}
