import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Key, makeKey } from '../cassie-box/cassie-box.ts';
import { outputOf } from '../cassie-box/program.ts';
import { faultIn, setOut } from './trip.ts';

test('a key that a vault or an editor has bent is mended with one quiet line, and deploys', async () => {
  const { key, box, flake, go } = await setOut();
  const text = key.privateKey;
  const bent = {
    'Windows line ends': text.replaceAll('\n', '\r\n'),
    'its line ends lost': text.replaceAll('\n', ' '),
    base64: Buffer.from(text).toString('base64'),
  };
  for (const [how, given] of Object.entries(bent)) {
    const end = await go({ 'ssh-private-key': given });
    expect(end.outputs['result'], `${how}\n${end.shown}`).toMatch(/^(?:deployed|unchanged)$/);
    const lines = end.shown.split('\n').filter((line) => line.startsWith('ssh-private-key '));
    expect(lines, how).toHaveLength(1);
    expect(end.shown).toContain(`key ${key.fingerprint} (ssh-ed25519)`);
    expect(end.shown).not.toContain(text.split('\n')[1]);
  }
  expect(box.runningSystem()).toBe(await flake.toplevel(box.name));
});

const RIGHT = 'correct horse';
/** The last is encrypted with what only OpenSSH itself can open. */
const encrypted: Readonly<Record<string, () => Promise<Key>>> = {
  ed25519: () => makeKey({ passphrase: RIGHT }),
  rsa: () => makeKey({ type: 'rsa', bits: 2048, passphrase: RIGHT }),
  'ed25519 under chacha20-poly1305': async () => {
    const key = await makeKey();
    const cipher = ['-Z', 'chacha20-poly1305@openssh.com'];
    await outputOf(['ssh-keygen', '-q', '-p', '-P', '', '-N', RIGHT, ...cipher, '-f', key.file]);
    return { ...key, privateKey: readFileSync(key.file, 'utf8') };
  },
};

test.each(Object.keys(encrypted))(
  'a passphrase opens a key (%s), and a wrong one stops the run before any host is asked',
  async (kind) => {
    const key = await encrypted[kind]?.();
    const { box, flake, go } = await setOut({ key });

    const before = await box.sshdLog();
    const wrong = await go({ 'ssh-key-passphrase': 'wrong horse' });
    expect(wrong.outputs['result'], wrong.shown).toBe('refused');
    expect(faultIn(wrong)).toContain('the passphrase does not open ssh-private-key');
    expect(wrong.shown).not.toContain('wrong horse');
    const missing = await go();
    expect(faultIn(missing)).toContain('give the passphrase as `ssh-key-passphrase`');
    expect(await box.sshdLog()).toBe(before);

    const end = await go({ 'ssh-key-passphrase': RIGHT });
    expect(end.outputs['result'], end.shown).toBe('deployed');
    expect(box.runningSystem()).toBe(await flake.toplevel(box.name));
    expect(end.shown).not.toContain(RIGHT);
  },
);

test('a key whose text is no key at all is not shown, whatever the fault says', async () => {
  const { go } = await setOut();
  const secret = 'PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\nQwErTyUiOpAsDfGhJkL\n';
  const end = await go({ 'ssh-private-key': secret });
  expect(faultIn(end)).toContain('puttygen');
  expect(end.masks).toContain('QwErTyUiOpAsDfGhJkL');
});

test('an agent that holds the key is asked when no key is given', async () => {
  const { key, box, flake, go } = await setOut();
  const socket = join(mkdtempSync('/tmp/agent-'), 'socket');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  onTestFinished(() => void agent.kill());
  await box.waitUntil('the agent listens', () => existsSync(socket));
  await outputOf(['ssh-add', '-q', key.file], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  const end = await go({ 'ssh-private-key': '' }, { env: { SSH_AUTH_SOCK: socket } });
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(box.runningSystem()).toBe(await flake.toplevel(box.name));
});

test('without any key a host that lets in nobody says so, and what to set', async () => {
  const { box, go } = await setOut();
  const before = await box.truth();
  const end = await go({ 'ssh-private-key': '' });
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(faultIn(end)).toContain('without a key: ssh-private-key is empty, and no agent is there');
  expect(faultIn(end)).toContain('set ssh-private-key');
  expect(await box.truth()).toEqual(before);
});

test('a wrong key and a wrong user are told with what was tried, and the line to add', async () => {
  const { box, key, go } = await setOut();
  const before = await box.truth();
  const stranger = await makeKey();
  onTestFinished(stranger.remove);
  const wrongKey = await go({ 'ssh-private-key': stranger.privateKey });
  const [type, blob] = stranger.publicKey.split(' ');
  expect(faultIn(wrongKey)).toContain(`refused the login of root with the key ${stranger.fingerprint}`);
  expect(faultIn(wrongKey)).toContain(
    `users.users.root.openssh.authorizedKeys.keys = [ "${type} ${blob}" ];`,
  );
  const wrongUser = await go({ 'ssh-user': 'nobody-there' });
  expect(faultIn(wrongUser)).toContain(`refused the login of nobody-there with the key ${key.fingerprint}`);
  expect(wrongUser.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(await box.truth()).toEqual(before);
});
