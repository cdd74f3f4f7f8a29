import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Box, startBox } from '../cassie-box/cassie-box.ts';
import { faultIn, setOut } from './trip.ts';

const KEY = '/etc/ssh/ssh_host_ed25519_key';

test('when another machine answers at the address after the switch, the result is unknown, whatever it runs', async () => {
  const { box, key, go } = await setOut({ machine: { behaviour: { activationSeconds: 2 } } });
  const twin = await startBox({ rootKeys: [key.publicKey] });
  onTestFinished(twin.stop);
  await twin.writeFile(KEY, `${await box.readFile(KEY)}\n`);
  await twin.writeFile(`${KEY}.pub`, await box.readFile(`${KEY}.pub`));
  await twin.startSshd();
  const before = await twin.truth();
  const address = await addressOf(box);
  const running = go({ 'ssh-host': `127.0.0.1:${address.port}` });
  await box.waitUntil('the host switches', async () => (await box.truth()).switching, { seconds: 30 });
  address.leadsTo(twin);
  const end = await running;
  expect(end.outputs, end.shown).toMatchObject({ result: 'unknown', changed: 'unknown' });
  expect(faultIn(end)).toContain('another machine answers now');
  expect(end.outputs['store-path'], 'what the other one runs is no news of this host').toBe('');
  expect(await twin.truth()).toEqual(before);
});

/** An address that can be given to another machine, as a floating one or a DHCP lease is; what is connected stays so. */
async function addressOf(box: Box): Promise<{ readonly port: number; leadsTo(other: Box): void }> {
  let target = box;
  const server = createServer((near) => {
    const far = connect(target.port, target.address);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return {
    port: (server.address() as AddressInfo).port, // a TCP server's address is always that
    leadsTo: (other) => {
      target = other;
    },
  };
}
