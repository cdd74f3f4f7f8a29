import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What people write by hand today: the deploy step of a common deployment guide, word for word; `flags` is empty or `-s`. */
const script = (flags: string) => `
mkdir -p ~/.ssh
echo "$SSH_PRIVATE_KEY" > ~/.ssh/id_rsa
chmod 600 ~/.ssh/id_rsa
ssh-keyscan -H $SSH_HOST >> ~/.ssh/known_hosts
deploy ${flags} .#cassie-box
`;

export interface ShellSteps {
  readonly folder: string;
  readonly host: string;
  readonly privateKey: string;
  readonly flags: '' | '-s';
}

/** Runs the shell steps on a runner that starts clean, as a hosted one does. */
export function runShellSteps({ folder, host, privateKey, flags }: ShellSteps): Promise<void> {
  rmSync(join(homedir(), '.ssh'), { recursive: true, force: true });
  const env = { ...process.env, SSH_PRIVATE_KEY: privateKey, SSH_HOST: host };
  const child = spawn('bash', ['-e', '-c', script(flags)], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes;
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the shell steps ended with ${code}: ${said.slice(-2000)}`)),
    );
  });
}
