const KEPT = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'TZ',
  'TMPDIR',
  'TERM',
  'NO_COLOR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'FTP_PROXY',
  'SSL_CERT_FILE',
  'NIX_SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'SSL_CERT_DIR',
]);
const KEPT_BEGINNINGS = ['LC_', 'XDG_', 'NIX_'];
/** Ours to set, whatever the runner says. */
const OURS = new Set(['NIX_SSHOPTS', 'NIX_CONFIG', 'NIX_USER_CONF_FILES']);

/**
 * The environment children get: an allow-list, so that no input, token or key of the runner reaches a program that we start.
 * `agent` also lets SSH_AUTH_SOCK through, for when the agent holds the key.
 */
export function childEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  { agent }: { readonly agent: boolean },
): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && (isKept(name) || (agent && name === 'SSH_AUTH_SOCK'))) kept[name] = value;
  }
  return kept;
}

function isKept(name: string): boolean {
  if (OURS.has(name)) return false;
  return (
    KEPT.has(name) ||
    /^(https?|all|no|ftp)_proxy$/.test(name) ||
    KEPT_BEGINNINGS.some((start) => name.startsWith(start))
  );
}
