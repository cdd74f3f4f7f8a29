import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFlakeSshOpts } from '../../src/ssh/flake-ssh-opts.ts';

describe("the flake's sshOpts", () => {
  test.each([
    [['-p', '2222']],
    [['-p2222']],
    [['-o', 'Port=2222']],
    [['-oPort=2222']],
    [['-o', 'port 2222']],
    [['-o', ' PORT = 2222 ']],
  ])('%j name the port', (words) => {
    expect(readFlakeSshOpts(words)).toEqual({ port: 2222, ignored: [] });
  });

  test('name the way to the host', () => {
    const words = ['-J', 'jump.example.org', '-l', 'deploy', '-i', '~/.ssh/id', '-o', 'HostName=192.0.2.7'];
    expect(readFlakeSshOpts([...words, '-o', 'ProxyCommand=nc %h %p'])).toEqual({
      ...{ proxyJump: 'jump.example.org', user: 'deploy', identityFile: '~/.ssh/id', hostName: '192.0.2.7' },
      proxyCommand: 'nc %h %p',
      ignored: [],
    });
  });

  test.each([
    [['-o', 'StrictHostKeyChecking=no'], '-o StrictHostKeyChecking=no'],
    [['-oUserKnownHostsFile=/dev/null'], '-o UserKnownHostsFile=/dev/null'],
    [['-F', 'other'], '-F other'],
    [['-Fother'], '-F other'],
    [['-A'], '-A'],
    [['--'], '--'],
    [['-o', 'Port=2222\nStrictHostKeyChecking no'], '-o Port=2222\nStrictHostKeyChecking no'],
    [['-o', 'Port=-1'], '-o Port=-1'],
    [['-p'], '-p '],
  ])('%j say nothing of the way, and are named', (words, ignored) => {
    expect(readFlakeSshOpts(words)).toEqual({ ignored: [ignored] });
  });

  test('bring nothing into the configuration but one line of one of six options, whatever they are', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '-o',
        '-p',
        '-J',
        '-l',
        '-i',
        '-F',
        '-oPort=',
        '22',
        'Port=22',
        'StrictHostKeyChecking=no',
        '\n',
      ),
      fc
        .tuple(fc.constantFrom('-o', '-p', 'User=', 'ProxyCommand='), fc.string({ unit: 'binary' }))
        .map((two) => two.join('')),
    );
    const known = ['hostName', 'port', 'user', 'proxyJump', 'proxyCommand', 'identityFile', 'ignored'];
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const { ignored, ...way } = readFlakeSshOpts(words);
        expect(Object.keys(way).filter((name) => !known.includes(name))).toEqual([]);
        for (const value of Object.values(way)) expect(String(value)).not.toMatch(/[\u0000-\u001f\u007f]|^$/);
        expect(ignored.length + Object.keys(way).length).toBeLessThanOrEqual(words.length);
      }),
      { seed: 4, numRuns: 1000 },
    );
  });
});
