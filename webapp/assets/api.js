// Speaks to /api/v1. Knows HTTP and the shape of refusals, nothing of pages.

export class Refusal extends Error {
  /** @param {number} status HTTP status, 0 when the studio could not be reached. */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** After this long it is worth asking a studio again that could not be reached. */
export const AGAIN_MILLISECONDS = 2000;

const UNREACHABLE = "The studio cannot be reached. What it renders goes on; trying again.";
const SIGNED_OUT = "You are signed out. Sign in again to go on.";

/** The parsed JSON answer, null when there is none to give. Throws `Refusal` with a sentence for people. */
export async function ask(method, path, body) {
  const response = await reach(method, path, body);
  return response.status === 204 ? null : response.json();
}

/** Sends a file as it is, and returns the parsed JSON answer. Throws `Refusal`. */
export async function send(path, file) {
  return (await reach("POST", path, file)).json();
}

/** Everything that happened to a finished clip. Throws `Refusal`. */
export async function past(id) {
  const stream = await (await reach("GET", clipPath(id, "/events"))).text();
  const data = stream.split("\n").filter((line) => line.startsWith("data: "));
  return data.map((line) => JSON.parse(line.slice("data: ".length)));
}

/** Whether a file would be sent. Throws `Refusal` if not; else only its beginning is fetched. */
export async function probe(path) {
  await (await reach("GET", path)).body.cancel();
}

async function reach(method, path, body) {
  const isFile = body instanceof Blob;
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined || isFile ? {} : { "Content-Type": "application/json" },
      body: body === undefined || isFile ? body : JSON.stringify(body),
    });
  } catch {
    // fetch rejects only when no answer came at all.
    document.dispatchEvent(new Event("dailies:unreachable"));
    throw new Refusal(0, UNREACHABLE);
  }
  if (response.ok) return response;
  if (response.status === 401) throw new Refusal(401, SIGNED_OUT);
  const isOurs = (response.headers.get("content-type") ?? "").startsWith("application/json");
  const message = isOurs ? (await response.json()).error?.message : undefined;
  throw new Refusal(response.status, message ?? `The studio answered ${response.status}. Try again.`);
}

export const clipPath = (id, rest = "") => `/api/v1/clips/${encodeURIComponent(id)}${rest}`;
export const mediaPath = (id, rest) => `/media/clips/${encodeURIComponent(id)}${rest}`;
