import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { faultIn, type Inputs, jobFor, runJob, setOut } from './trip.ts';

/** A pinned host is met by ssh itself, one without a pin by the scan: a reader is told the same. */
async function bothWays(
  given: Inputs,
): Promise<readonly { readonly fault: string; readonly took: number }[]> {
  const { box, key, flake } = await setOut();
  const before = await box.truth();
  const [hostKey] = await box.hostKeys();
  const inputs = { 'ssh-private-key': key.privateKey, ...given };
  const pinned = { ...inputs, 'ssh-known-hosts': `* ${hostKey?.publicKey}` };
  const ends = await Promise.all([inputs, pinned].map((one) => runJob(jobFor(flake, one))));
  expect(await box.truth()).toEqual(before);
  return ends.map((end) => {
    expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
    expect(end.code).toBe(1);
    return { fault: faultIn(end), took: end.took };
  });
}

test('a closed port is a fault that names it', async () => {
  for (const { fault, took } of await bothWays({ 'ssh-port': '9' })) {
    expect(fault).toContain('connection-refused');
    expect(fault).toContain('check ssh-port');
    expect(fault).toContain('the host was not changed');
    expect(took).toBeLessThan(5_000);
  }
});

test('a name that nobody knows is a fault that speaks of the VPN', async () => {
  for (const { fault } of await bothWays({ 'ssh-host': 'cassie-box.tailnet.ts.net' })) {
    expect(fault).toContain('host-name-unknown');
    expect(fault).toContain('cassie-box.tailnet.ts.net');
    expect(fault).toContain('VPN');
  }
});

test('a port that accepts and says nothing is given up, and the reason is likely the host', {
  timeout: 60_000,
}, async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(2201, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  for (const { fault, took } of await bothWays({ 'ssh-host': '127.0.0.1', 'ssh-port': '2201' })) {
    expect(fault).toContain('host-silent');
    expect(fault).toContain('the host was not changed');
    expect(took).toBeLessThan(14_000);
  }
});

test('what answers and is not SSH is told apart', async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(2202, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { go } = await setOut();
  const end = await go({ 'ssh-host': '127.0.0.1:2202' });
  expect(faultIn(end)).toContain('what answers there is not SSH');
  expect(faultIn(end)).toContain('correct ssh-port');
});
