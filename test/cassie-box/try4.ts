import { startBox } from './cassie-box.ts';
let t = Date.now();
const box = await startBox({ make: 'systemd' });
console.log('box', Date.now() - t);
console.log(await box.run(['sh', '-c', 'systemctl list-dependencies --no-pager local-fs.target; systemctl list-units --type=mount --no-pager; journalctl -b -o short-monotonic --no-pager | head -80; systemctl show -p ActiveEnterTimestampMonotonic,InactiveExitTimestampMonotonic "*.mount" local-fs.target']));
t = Date.now(); await box.cutPower(); console.log('cut', Date.now() - t);
t = Date.now(); await box.powerOn(); console.log('on', Date.now() - t);
console.log(await box.run(['sh', '-c', 'systemd-analyze time']));
await box.stop();
