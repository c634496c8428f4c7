// What the models on offer can do, asked for once for the whole page. Knows the route.

import { ask } from "./api.js";

let asked = null;

async function models() {
  asked ??= ask("GET", "/api/v1/models").catch((refusal) => {
    asked = null; // another try may find the studio again
    throw refusal;
  });
  return (await asked).models;
}

/** What the model of that name may be asked for, the default without a name; undefined where nobody can tell. */
export async function capabilitiesOf(name) {
  const offered = await models().catch(() => []);
  return (offered.find((model) => (name ? model.name === name : model.is_default)) ?? {}).capabilities;
}
