/**
 * The demo inside scripts/world: starts a host, deploys to it with the bundle as a runner starts it, prints what a user would see and what
 * the host itself says, and ends with 1 if the two differ.
 */
import { makeFlake, makeKey, startBox } from '../cassie-box/cassie-box.ts';
import { Runner } from '../runner/runner.ts';
import { bad, good, paragraph, print } from './page.ts';
import { playScene, type Stage, whatIsLeft } from './play.ts';
import { MACHINE, SCENES } from './scenes.ts';

const began = Date.now();
const key = await makeKey();
const box = await startBox({ name: MACHINE, rootKeys: [key.publicKey] });
const flake = await makeFlake({ machines: { [MACHINE]: { hostname: box.dnsName } } });
const inputs = { 'ssh-private-key': key.privateKey, 'ssh-host': box.address };
const runner = new Runner({ workspace: flake.folder, inputs });
const stage: Stage = { box, flake, runner };

print(
  paragraph(
    `cassie-deploy: ${SCENES.length} runs of the bundle, each started as GitHub's runner starts a step, onto one machine in a namespace.`,
    'Nix, deploy-rs, ssh and sshd are the real ones. There is no other network than loopback.',
  ),
);
const wrong: string[] = [];
for (const [at, scene] of SCENES.entries()) wrong.push(...(await playScene(at + 1, scene, stage)));
const left = whatIsLeft(runner);
print(...left.map(bad));
wrong.push(...left);
const seconds = Math.round((Date.now() - began) / 1000);
print(
  wrong.length === 0
    ? good(`${SCENES.length} runs, and each said what the host shows; ${seconds} s`)
    : bad(`not as it should be: ${wrong.length}`),
);

await box.stop();
flake.remove();
runner.remove();
key.remove();
process.exitCode = wrong.length === 0 ? 0 : 1;
