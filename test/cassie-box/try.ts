import { hireOperator, makeFlake, makeKey, startBox } from './cassie-box.ts';
const t = Date.now();
const lap = (what: string) => console.log(`${Date.now() - t} ms ${what}`);
const key = await makeKey();
const flake = await makeFlake({ machines: { 'cassie-box': {} } });
lap('flake');


const box = await startBox({ rootKeys: [key.publicKey] });
lap('box');
console.log(await box.truth());
lap('truth');
const op = await hireOperator(key, [box]);
console.log(await op.ssh(box, 'echo $PATH; nix --version; systemctl --failed --output=json; nixos-version --json; readlink /run/current-system; cat /proc/sys/kernel/random/boot_id; hostname'));
lap('ssh');
await flake.change('cassie-box', { version: '2', hostname: box.dnsName });
const d = await op.deploy(`${flake.folder}#cassie-box`);
lap('deploy'); console.log(d.status, d.stderr);
console.log(await box.truth(), await box.leftovers());
lap('looked');
console.log(await box.run(['ps', 'axf']));
await box.cutPower(); lap('cut'); console.log(await box.truth());
await box.powerOn(); lap('on'); console.log(await box.truth());
await box.stop(); lap('stop');
