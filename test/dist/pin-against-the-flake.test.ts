import { expect } from 'vitest';
import { startBox } from '../cassie-box/cassie-box.ts';
import { expectTruth, faultIn, test } from './journey.ts';

const SWITCH_OFF = [
  ['-o', 'StrictHostKeyChecking=no'],
  ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'],
  ['-F', '/dev/null', '-o', 'StrictHostKeyChecking=no'],
  ['-oStrictHostKeyChecking=accept-new', '-oUserKnownHostsFile=/dev/null', '-oHostKeyAlias=other'],
  ['-o', 'ProxyCommand=nc %h %p', '-o', 'StrictHostKeyChecking=no'],
] as const;

test.concurrent.for(SWITCH_OFF.map((sshOpts) => ({ sshOpts, said: sshOpts.join(' ') })))(
  "a flake whose sshOpts are `$said` can't undo a wrong pin: the key is never offered",
  async ({ sshOpts }, { setting }) => {
    const { box, key, step } = await setting.journey({ machine: { node: { sshOpts } } });
    const stranger = await startBox();
    setting.undo(stranger.stop);
    const [wrong] = await stranger.hostKeys();
    const end = await step({ inputs: { 'ssh-known-hosts': `${box.dnsName} ${wrong?.publicKey}` } });
    expect(end.outputs, end.shown).toMatchObject({ result: 'refused', changed: 'false' });
    expect(end.after).toEqual(end.before);
    const log = await box.sshdLog();
    expect(log).not.toContain(key.fingerprint);
    expect(log).not.toMatch(/publickey|Postponed|userauth/);
  },
);

test.concurrent('the right pin deploys, and what is not passed on of sshOpts is said', async ({
  setting,
}) => {
  const { step } = await setting.journey({
    machine: {
      node: { sshOpts: ['-o', 'StrictHostKeyChecking=no', '-o', 'Port=22', '-o', 'Compression=yes'] },
    },
  });
  const end = await step();
  expectTruth(end, 'deployed');
  expect(end.shown).toContain('sshOpts of cassie-box: -o StrictHostKeyChecking=no, ');
  expect(end.shown).toContain('-o Compression=yes not passed on');
  expect(end.shown).not.toContain('Port=22');
});

test.concurrent('a wrong pin is refused with both fingerprints, and the line to paste', async ({
  setting,
}) => {
  const { box, key, step } = await setting.journey();
  const [old] = await box.hostKeys();
  await box.changeHostKey();
  const [now] = await box.hostKeys();
  const end = await step({ inputs: { 'ssh-known-hosts': old?.knownHosts ?? '' } });
  expect(end.outputs).toMatchObject({ result: 'refused', changed: 'false' });
  expect(faultIn(end)).toContain(now?.fingerprint);
  expect(faultIn(end)).toContain(old?.fingerprint);
  expect(faultIn(end)).toContain(now?.knownHosts);
  expect(await box.sshdLog()).not.toContain(key.fingerprint);
});
