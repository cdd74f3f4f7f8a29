import { describe, expect, test } from 'vitest';
import { type LoginFacts, sshFault } from '../../src/ssh/ssh-faults.ts';

const direct: LoginFacts = {
  user: 'deploy',
  host: 'web.example.org',
  port: 22,
  keyFingerprint: 'SHA256:key',
  publicLine: 'ssh-ed25519 AAAA',
  agent: false,
  jump: undefined,
};
const throughJump: LoginFacts = { ...direct, jump: { user: 'jumper', host: 'jump.example.org', port: 2222 } };
const endedInBetween = 'Connection closed by UNKNOWN port 65535';

describe('what ssh says of a program in between', () => {
  test('a refused proxy command is not told as a host on which nothing listens', () => {
    const refused = `nc: connect to 127.0.0.1 port 1 (tcp) failed: Connection refused\n${endedInBetween}`;
    expect(sshFault(refused, direct)).toMatchObject({ code: 'proxy-failed' });
  });

  test('a refused jump host is named, with the input that names it', () => {
    const refused = `ssh: connect to host jump.example.org port 2222: Connection refused\r\n${endedInBetween}`;
    const fault = sshFault(refused, throughJump);
    expect(fault).toMatchObject({ code: 'jump-connection-refused' });
    expect(fault?.what).toContain('jump.example.org');
    expect(fault?.fix).toContain('ssh-jump-host');
  });

  test('a refused host is named when no program is in between', () => {
    const refused = 'ssh: connect to host web.example.org port 22: Connection refused';
    expect(sshFault(refused, direct)).toMatchObject({ code: 'connection-refused', changed: 'no' });
  });

  test('a text that is not known to be of ssh is no fault of ssh', () => {
    expect(sshFault('error: something else\n', direct)).toBeUndefined();
  });
});
