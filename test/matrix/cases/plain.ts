import { failingUnit, unitThatDiesAfter } from '../../cassie-box/cassie-box.ts';
import { all, type Case } from '../case.ts';
import { WITHOUT_SSHD } from './happenings.ts';

const SOUND = { version: '2' };
const ROLLED_BACK = { said: ['rolled-back'], host: 'as before' } as const;

/** Nothing happens but the deploy. */
export const PLAIN_CASES: readonly Case[] = [
  {
    title: 'a sound change',
    machine: SOUND,
    expect: { said: ['deployed'], host: 'new', again: 'unchanged' },
  },
  {
    title: 'a first deploy to a host that another tool installed',
    came: 'by another tool',
    machine: SOUND,
    expect: { said: ['deployed'], host: 'new', again: 'unchanged' },
  },
  {
    title: 'the activation script fails',
    machine: { ...SOUND, behaviour: { activationFails: true } },
    expect: ROLLED_BACK,
    mended: SOUND,
  },
  {
    title: 'a unit fails',
    machine: { ...SOUND, units: { web: failingUnit } },
    expect: ROLLED_BACK,
    mended: SOUND,
  },
  {
    title: 'a first deploy fails; the host has no generation yet',
    came: 'by another tool, without a generation',
    machine: { ...SOUND, behaviour: { activationFails: true } },
    expect: {
      said: ['rolled-back'],
      host: [all('old'), { running: 'old', profile: 'none', boots: 'old' }],
    },
    mended: SOUND,
  },
  {
    title: "a first deploy fails; the only generation is another tool's",
    came: 'by another tool',
    machine: { ...SOUND, behaviour: { activationFails: true } },
    expect: ROLLED_BACK,
    mended: SOUND,
  },
  {
    title: 'the activation is slower than activation-timeout',
    machine: { ...SOUND, behaviour: { activationSeconds: 5 } },
    activationTimeout: 2,
    expect: ROLLED_BACK,
    mended: SOUND,
  },
  {
    title: 'the activation hangs',
    machine: { ...SOUND, behaviour: { hangs: true } },
    activationTimeout: 2,
    expect: ROLLED_BACK,
    mended: SOUND,
  },
  {
    title: 'the new system has no sshd',
    machine: { ...SOUND, config: WITHOUT_SSHD, behaviour: { activationSeconds: 1 } },
    expect: ROLLED_BACK,
    mended: SOUND,
  },
  {
    title: 'a unit dies 1 s after its start',
    machine: { ...SOUND, units: { web: unitThatDiesAfter(1) } },
    expect: ROLLED_BACK,
    mended: SOUND,
  },
  {
    title: 'sshd dies shortly after the activation',
    machine: { ...SOUND, behaviour: { killsSshdAfterMs: 700 } },
    expect: ROLLED_BACK,
    mended: SOUND,
  },
  {
    title: 'ssh shares one connection (ControlMaster), and the new system kills sshd',
    machine: {
      ...SOUND,
      behaviour: { killsSshdAfterMs: 1 },
      node: {
        sshOpts: ['-o', 'ControlMaster=auto', '-o', 'ControlPath=/tmp/shared-%C', '-o', 'ControlPersist=60'],
      },
    },
    expect: ROLLED_BACK,
    mended: SOUND,
  },
];
