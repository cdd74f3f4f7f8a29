import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFlake } from '../cassie-box/cassie-box.ts';
import { outputOf } from '../cassie-box/program.ts';
import { faultIn, jobFor, keepForReading } from './trip.ts';

/** A server of the company's own: its name is known to the proxy only, its certificate is by an authority that nobody else knows. */
const NAME = 'machines.internal';

interface Network {
  readonly authority: string;
  readonly proxy: string;
  readonly asked: () => readonly string[];
}

test.each(['NIX_SSL_CERT_FILE', 'SSL_CERT_FILE'])(
  'a flake input behind a proxy and a private authority, named by %s, is fetched',
  async (variable) => {
    const { flake, archive } = await flakeWithInput(variable);
    const { authority, proxy, asked } = await network(archive);
    const inputs = { mode: 'plan', 'flake-check': 'false', 'extra-nix-config': 'download-attempts = 1' };
    const go = async (env: Readonly<Record<string, string>>) => {
      const runner = jobFor(flake, inputs);
      const end = await runner.main({ env });
      keepForReading(end);
      return end;
    };

    const alone = await go({});
    expect(alone.outputs['result'], alone.shown).toBe('failed');
    expect(asked()).toEqual([]);

    const untrusted = await go({ https_proxy: proxy });
    expect(faultIn(untrusted), untrusted.shown).toContain('certificate-not-trusted');
    expect(faultIn(untrusted)).toContain('NIX_SSL_CERT_FILE');
    expect(asked()).toContain(`${NAME}:443`);

    const end = await go({ HTTPS_PROXY: proxy, https_proxy: proxy, [variable]: authority });
    expect(end.outputs['result'], end.shown).toBe('planned');
  },
);

/** A flake that can't be evaluated without a tarball from NAME; its lock is written by hand, so that nothing of it is in the store yet. */
async function flakeWithInput(word: string) {
  const flake = await makeFlake({ machines: { 'cassie-box': {} } });
  onTestFinished(flake.remove);
  const folder = mkdtempSync('/tmp/input-');
  mkdirSync(join(folder, 'input'));
  writeFileSync(join(folder, 'input/word'), `${word} ${folder}`);
  const archive = join(folder, 'input.tar.gz');
  await outputOf(['tar', '-C', folder, '-czf', archive, 'input']);
  const narHash = await outputOf(['nix', 'hash', 'path', join(folder, 'input')]);
  const original = { type: 'tarball', url: `https://${NAME}/${word}.tar.gz` };
  const input = { flake: false, locked: { ...original, narHash, lastModified: 1 }, original };
  const nodes = { input, root: { inputs: { input: 'input' } } };
  writeFileSync(join(flake.folder, 'flake.lock'), JSON.stringify({ nodes, root: 'root', version: 7 }));
  const file = join(flake.folder, 'flake.nix');
  const text = readFileSync(file, 'utf8')
    .replace('  outputs =\n', `  inputs.input = { url = "${original.url}"; flake = false; };\n  outputs =\n`)
    .replace('{ self }:', '{ self, input }:')
    .replace('fleet = ', 'fleet = builtins.seq (builtins.readFile (input + "/word")) (')
    .replace('./fleet.json);', './fleet.json));');
  writeFileSync(file, text);
  await outputOf(['git', '-C', flake.folder, 'add', '--all']);
  return { flake, archive };
}

async function network(archive: string): Promise<Network> {
  const folder = mkdtempSync('/tmp/authority-');
  const at = (name: string) => join(folder, name);
  const openssl = (...words: string[]) =>
    outputOf(['openssl', 'req', '-x509', '-newkey', 'ed25519', '-nodes', '-days', '2', ...words]);
  await openssl('-subj', '/CN=our authority', '-keyout', at('ca.key'), '-out', at('ca.pem'));
  const names = ['-addext', `subjectAltName=DNS:${NAME}`, '-addext', 'basicConstraints=CA:FALSE'];
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key')];
  await openssl('-subj', `/CN=${NAME}`, ...names, ...signed, '-keyout', at('key'), '-out', at('cert'));
  const server = createServer({ key: readFileSync(at('key')), cert: readFileSync(at('cert')) }, (_, answer) =>
    answer.end(readFileSync(archive)),
  );
  const port = await listen(server);
  const asked: string[] = [];
  const proxy = createProxy();
  proxy.on('connect', ({ url = '' }, near) => {
    asked.push(url);
    const far = connect(port, '127.0.0.1', () => near.write('HTTP/1.1 200 OK\r\n\r\n'));
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.pipe(far).pipe(near);
  });
  const address = `http://127.0.0.1:${await listen(proxy)}`;
  return { authority: at('ca.pem'), proxy: address, asked: () => asked };
}

async function listen(server: ReturnType<typeof createProxy>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port; // a TCP server's address is always that
}
