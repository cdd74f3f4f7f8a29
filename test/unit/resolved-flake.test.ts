import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type ResolvedProfile, writeResolvedFlake } from '../../src/deploy-rs/resolved-flake.ts';
import { outputOf } from '../cassie-box/cassie-box.ts';
import { storePath } from './report/outcomes.ts';

const folder = mkdtempSync(join(tmpdir(), 'resolved-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RESOLVED: ResolvedProfile = {
  node: 'web',
  profile: 'system',
  alias: 'web.example.org',
  sshUser: 'deploy',
  user: 'root',
  path: storePath('activatable-nixos-system-web-25.11.2'),
  drvPath: `${storePath('activatable-nixos-system-web-25.11.2')}.drv`,
  profilePath: undefined,
  sudo: undefined,
  tempPath: undefined,
  magicRollback: true,
  autoRollback: true,
  confirmTimeout: 30,
  activationTimeout: 240,
  fastConnection: false,
  remoteBuild: false,
};

function written(more: Partial<ResolvedProfile> = {}) {
  const target = writeResolvedFlake(folder, { ...RESOLVED, ...more });
  return { target, deploy: JSON.parse(readFileSync(join(folder, 'deploy.json'), 'utf8')) };
}

describe('the resolved flake', () => {
  test('holds what was built and merged, and no sshOpts', () => {
    const { target, deploy } = written({ sudo: 'doas -u', tempPath: '/var/tmp' });
    expect(target).toBe(`path:${folder}#web.system`);
    expect(deploy).toMatchObject({
      ...{ sshUser: 'deploy', user: 'root', sudo: 'doas -u', tempPath: '/var/tmp', sshOpts: [] },
      ...{ magicRollback: true, autoRollback: true, confirmTimeout: 30, activationTimeout: 240 },
      nodes: { web: { hostname: 'web.example.org', profiles: { system: { path: RESOLVED.path } } } },
    });
  });

  test('names the derivation only where the host is to build it', () => {
    const drvPath = (remoteBuild: boolean) =>
      written({ remoteBuild }).deploy.nodes.web.profiles.system.drvPath;
    expect(drvPath(true)).toBe(RESOLVED.drvPath);
    expect(drvPath(false)).toBe(`${RESOLVED.path}/`);
  });

  test('is for our eyes alone', () => {
    written();
    for (const name of ['flake.nix', 'deploy.json']) expect(statSync(join(folder, name)).mode & 0o77).toBe(0);
  });

  test('is data: what a flake calls its nodes and users is never read as Nix', async () => {
    const evil = `\${builtins.abort "read"} '' " \\ \n`;
    const { target, deploy } = written({ node: evil, user: evil, alias: evil, profile: 'system' });
    expect(target).toBe(`path:${folder}#node.system`);
    const evaluated = await outputOf(['nix', 'eval', '--json', `path:${folder}#deploy`]);
    expect(JSON.parse(evaluated)).toEqual(deploy);
    expect(deploy.user).toBe(evil);
  });

  test('gives a target without anything that ends the name of the node', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (node) => {
        expect(written({ node }).target.slice(`path:${folder}#`.length)).toMatch(/^[A-Za-z_][\w-]*\.system$/);
      }),
      { seed: 4 },
    );
  });
});
