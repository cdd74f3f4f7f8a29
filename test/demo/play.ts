import { readdirSync } from 'node:fs';
import type { Box, Flake } from '../cassie-box/cassie-box.ts';
import type { Runner } from '../runner/runner.ts';
import { disagreements } from './compare.ts';
import { bad, good, heading, lines, paragraph, part, print, rows } from './page.ts';
import { hostRows, outputRows } from './rows.ts';
import { MACHINE, type Scene } from './scenes.ts';
import { summaryAsText } from './summary-text.ts';

export interface Stage {
  readonly box: Box;
  readonly flake: Flake;
  readonly runner: Runner;
}

/** One run, main and post, shown as its reader sees it. Returns what was said that the host does not show. */
export async function playScene(
  number: number,
  scene: Scene,
  { box, flake, runner }: Stage,
): Promise<readonly string[]> {
  print(heading(`${number}  ${scene.title}`), paragraph(scene.what));
  await flake.change(MACHINE, { ...scene.machine, hostname: box.dnsName });
  const before = await box.truth();
  const end = await runner.main(scene.pinned ? { inputs: await pin(box) } : {});
  const post = await runner.post();
  const after = await box.truth();
  print(part('the log'), lines(withAnnotations(`${end.shown}${post.shown}`)));
  print(part('the outputs'), rows(outputRows(end.outputs)));
  print(part('the summary, with its details folded'), lines(summaryAsText(end.summary)));
  print(part('what the host itself says'), rows(hostRows(after)));
  const wrong = disagreements({ scene, end, post, before, after, wanted: await flake.toplevel(MACHINE) });
  const said = `${scene.result}, exit ${end.code}: what the step says is what the host shows`;
  print(...(wrong.length === 0 ? [good(said)] : wrong.map(bad)));
  return wrong;
}

/** `::error title=…::text` as GitHub's log shows it. */
function withAnnotations(log: string): string {
  return log.replace(/^::(error|warning)(?: [^:]*)?::/gm, (_, kind: string) =>
    kind === 'error' ? 'Error: ' : 'Warning: ',
  );
}

/** The line that a run without a pin asks its reader to paste. */
async function pin(box: Box): Promise<Readonly<Record<string, string>>> {
  const keys = await box.hostKeys();
  return { 'ssh-known-hosts': keys.map(({ publicKey }) => `${box.address} ${publicKey}`).join('\n') };
}

/** What of a run is still on the runner, but for the report and the runner's own files. */
export function whatIsLeft(runner: Runner): readonly string[] {
  return readdirSync(runner.temp)
    .filter((name) => name.startsWith('cassie-') && !name.startsWith('cassie-deploy-report-'))
    .map((name) => `left on the runner: ${name}`);
}
