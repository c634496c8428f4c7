// An entry of the audit log as a sentence. Knows the actions and their details, no pages.

const withArticle = (role) => `${/^[aeiou]/.test(role) ? "an" : "a"} ${role}`;

const FIELDS = { pen_name: "pen name", consents_to_training: "consent to training" };
const inPlainWords = (field) => FIELDS[field] ?? field;

const quota = (seconds) => {
  if (seconds === null) return "the quota of their role";
  return seconds === 0 ? "no limit" : `a quota of ${seconds.toLocaleString()} GPU-seconds`;
};

const SENTENCES = {
  invite_made: ({ role, uses, email, first_maintainer }) => {
    if (first_maintainer) return "printed the link for the first maintainer";
    const whom = uses > 1 ? `${uses} people, role ${role}` : withArticle(role);
    return `made a link for ${whom}${email ? `, only for ${email}` : ""}`;
  },
  invite_revoked: ({ role, email }) => `revoked a link for ${email ?? withArticle(role)}`,
  invite_used: ({ role }) => `came in by a link for ${withArticle(role)}`,
  member_added: ({ email, role }, actor) =>
    actor === email ? `is a member now, role ${role}` : `added ${email}, role ${role}`,
  role_changed: ({ email, before, after }) => `changed the role of ${email} from ${before} to ${after}`,
  member_disabled: ({ email }) => `disabled ${email}`,
  member_enabled: ({ email }) => `enabled ${email}`,
  api_token_made: ({ email }) => `made an API token for ${email}`,
  clip_reviewed: ({ decision, reason }, actor, subject) => `${decision} the clip ${subject}${reason ? `: ${reason}` : ""}`,
  refinement_begun: ({ parent, method }) => `began to refine ${parent} by ${method.toUpperCase()}`,
  version_promoted: ({ traffic_percent: share }, actor, name) => `promoted ${name}, with ${share} % of the requests that name no model`,
  version_retired: (detail, actor, name) => `retired ${name}`,
  api_token_revoked: ({ email, name }) => `revoked the API token ${name ? `“${name}” ` : ""}of ${email}`,
  quota_changed: ({ email, after }) => `gave ${email} ${quota(after)}`,
  profile_changed: ({ email, ...changed }) => `changed their ${Object.keys(changed).map(inPlainWords).join(", ")}`,
  identity_linked: ({ issuer }) => `signs in with ${issuer} from now on`,
  password_changed: ({ first }) => (first ? "set a first password" : "changed their password"),
  signed_out_elsewhere: ({ closed }) => `signed out of ${closed} other ${closed === 1 ? "browser" : "browsers"}`,
  dataset_frozen: ({ name, clips }) => `froze the dataset “${name}” of ${clips} ${clips === 1 ? "clip" : "clips"}`,
};

/** `max@example.org disabled eva@example.org`. An action that is not known here is told by its name. */
export function inWords({ actor, action, subject, detail }) {
  const deed = SENTENCES[action]?.(detail, actor, subject) ?? `${action.replaceAll("_", " ")}: ${subject}`;
  return `${actor ?? "The command line"} ${deed}`;
}
