import type { EngineEnd } from '../deploy-rs/engine.ts';
import { plainText } from '../plain-text.ts';
import type { World } from '../world/world.ts';
import { type LookQuestion, lookValues } from './look.ts';
import { newMark, rootShell, type SshHost } from './over-ssh.ts';
import { hostProgram, readSaid } from './programs.ts';

export interface HostActivation {
  readonly profile: LookQuestion['profile'];
  readonly generation: number | undefined;
  /** The profile that is to be, and the system in it. */
  readonly storePath: string;
  readonly toplevel: string;
  /** Only the next boot. */
  readonly boot: boolean;
  readonly seconds: number;
}

/** Has the host itself go to a system that it has; as with deploy-rs, the end explains and the host is asked. */
export async function activateOnHost(
  host: SshHost,
  activation: HostActivation,
  world: Pick<World, 'startUncut' | 'tell'>,
): Promise<EngineEnd> {
  const mark = newMark();
  const question = { profile: activation.profile, watched: activation.storePath, patience: 0 };
  const given = {
    ...lookValues(question, mark),
    number: activation.generation === undefined ? '' : String(activation.generation),
    path: activation.storePath,
    want_system: activation.toplevel,
    verb: activation.boot ? 'boot' : 'test',
    seconds: String(Math.ceil(activation.seconds)),
  };
  const program = hostProgram(given, ['system', 'look', 'guard', 'activate'], 'activate');
  const finished = await world.startUncut({
    program: host.client.program,
    args: [host.client.alias, rootShell(host, program, `cassie-activate:${activation.storePath}`)],
    env: host.client.env,
    timeout: (activation.seconds + 90) * 1000,
    stdin: [program],
  });
  const said = readSaid(finished.stdout, mark);
  const lines = said
    .filter(({ word }) => word === 'line')
    .map(({ text }) => ({ from: 'host' as const, text: plainText(text) }));
  for (const line of lines) world.tell({ kind: 'line', ...line });
  const code = said.find(({ word }) => word === 'ended')?.text;
  return { code: code === undefined ? undefined : Number(code), signal: undefined, lines, by: 'the host' };
}
