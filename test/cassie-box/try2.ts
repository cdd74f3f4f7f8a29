import { startBox } from './cassie-box.ts';
import { outputOf } from './program.ts';
for (let i = 0; i < 3; i++) { const t = Date.now(); const b = await startBox({}); console.log('box', Date.now() - t);
 console.log(await b.run(['cat','/var/log/boot.log']).catch(() => ''));
 let u = Date.now(); await b.reboot(); console.log('reboot', Date.now() - u); u = Date.now(); await b.run(['true']); console.log('run', Date.now() - u); u = Date.now(); await b.run(['nix-env','--version']); console.log('nix', Date.now() - u); u=Date.now(); await b.run(['systemctl','is-system-running']); console.log('sysctl', Date.now() - u);u=Date.now(); await b.run(['/usr/sbin/sshd','-T']); console.log('sshd -T', Date.now() - u);u=Date.now(); await b.rememberFiles(); console.log('remember', Date.now() - u); await b.stop(); }
const t = Date.now(); const many = await Promise.all(Array.from({length: 8}, () => startBox())); console.log('8 boxes', Date.now() - t); 
await Promise.all(many.map((b) => b.stop()));
const u = Date.now(); await outputOf(['ps', 'axf']).then(console.log);
