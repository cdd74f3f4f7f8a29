import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeGate } from '../../src/deploy-rs/gate.ts';
import { writeSshClient } from '../../src/ssh/client.ts';

const folder = mkdtempSync(join(tmpdir(), 'gate-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Our program named ssh; instead of the real one it starts `echo`, so that what would reach ssh is seen. */
const client = writeSshClient(
  {
    folder,
    alias: 'web',
    host: {
      hostName: 'web.example.org',
      port: 22,
      user: 'deploy',
      knownHosts: '',
      hostKeyAlgorithms: undefined,
      proxyJump: undefined,
      proxyCommand: undefined,
    },
    jump: undefined,
    hopKnownHosts: undefined,
    keyFile: undefined,
    passphrase: undefined,
    identityFile: undefined,
    config: '',
    useOwnConfig: false,
  },
  { PATH: process.env['PATH'] ?? '' },
  '/bin/echo',
);

function session(env: Readonly<Record<string, string>>, command: string) {
  const child = spawn(client.program, ['deploy@web', command], {
    env: { PATH: process.env['PATH'], ...env },
  });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes;
  });
  const end = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { end, said: () => said };
}

const ACTIVATION = "sudo -u root /nix/store/x/activate-rs activate '/nix/store/x' --temp-path '/tmp'";

describe('the gate before an activation', () => {
  test('a copy passes, an activation waits until it is opened, and then it goes on as it was asked for', async () => {
    const gate = makeGate(join(folder, 'one'));
    const copy = session({ ...gate.env, NIX_SSHOPTS: '' }, 'nix-store --serve --write');
    expect(await copy.end).toBe(0);
    const activation = session(gate.env, ACTIVATION);
    expect(await gate.reached).toBe(`deploy@web ${ACTIVATION}`);
    expect(activation.said()).toBe('');
    gate.open();
    expect(await activation.end).toBe(0);
    expect(activation.said()).toContain(ACTIVATION);
    const confirmation = session(gate.env, 'rm /tmp/canary');
    expect(await confirmation.end).toBe(0);
  });

  test('an activation whose run is gone gives up', async () => {
    const gone = spawn('true');
    await new Promise((resolve) => gone.on('close', resolve));
    const gate = makeGate(join(folder, 'two'));
    const activation = session({ ...gate.env, CASSIE_RUN: String(gone.pid) }, ACTIVATION);
    expect(await activation.end).toBe(255);
    expect(activation.said()).toBe('');
    gate.forget();
  });

  test('sessions of our own know no gate', async () => {
    const look = session({}, 'true');
    expect(await look.end).toBe(0);
    expect(look.said()).toContain('ControlPath=none');
  });
});
