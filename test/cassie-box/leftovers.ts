import type { Inside } from './inside.ts';

// What any deploy, NixOS and this box change all the time; all else that is new was left by somebody.
const expected = [
  /^\/nix\/var\/nix\/profiles\/(system|per-user)/,
  /^\/nix\/var\/nix\/(db|temproots|gc\.lock|daemon-socket|userpool|builds)/,
  /^\/nix\/var\/log/,
  /^\/var\/(log|cache|lib\/(cassie-box|systemd|dbus|logrotate|private))(\/|$)/,
  /^\/var\/lib\/flaky-starts$/,
  /^\/run\/(current-system|booted-system|wrappers|cassie-box|systemd|log|lock|user|udev|dbus|credentials|host|utmp)(\/|$)/,
  /^\/run\/nixos\/switch-to-configuration\.lock$/,
  /^\/run\/(nixos|sshd|sudo)(\/ts.*)?$/,
  /^(\/var)?\/tmp\/systemd-private-/,
  /^\/etc\/(static|systemd|hostname|os-release|nix\/nix\.conf|ssh|\.pwd\.lock)/,
];

/** Every file that somebody could have left on the box: all but the store, what the kernel makes up, and /usr. */
export async function listFiles(inside: Inside): Promise<ReadonlySet<string>> {
  const folders = ['/tmp', '/run', '/var', '/etc', '/root', '/home', '/boot', '/nix/var'];
  const { stdout } = await inside.tryToRun(['find', ...folders, '-mindepth', '1', '-printf', '%p\\t%l\\0']);
  const files = stdout.split('\0').slice(0, -1);
  return new Set(files.filter((file) => !isRootOfProfile(file)).map((file) => file.split('\t')[0] ?? ''));
}

export async function findLeftovers(inside: Inside, before: ReadonlySet<string>): Promise<readonly string[]> {
  const now = await listFiles(inside);
  return [...now].filter((file) => !before.has(file) && !isExpected(file)).sort();
}

// nix-env registers each generation it makes
function isRootOfProfile(file: string): boolean {
  return /^\/nix\/var\/nix\/gcroots\/auto\/\w+\t\/nix\/var\/nix\/profiles\/system/.test(file);
}

function isExpected(file: string): boolean {
  return file.startsWith('/boot/') || expected.some((pattern) => pattern.test(file));
}
