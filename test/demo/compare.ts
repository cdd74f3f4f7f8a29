import type { Truth } from '../cassie-box/cassie-box.ts';
import type { StepEnd } from '../runner/runner.ts';
import type { Scene } from './scenes.ts';

export interface Seen {
  readonly scene: Scene;
  readonly end: StepEnd;
  readonly post: StepEnd;
  readonly before: Truth;
  readonly after: Truth;
  /** The system of the commit. */
  readonly wanted: string;
}

/** Each thing that the step said and the host does not show, or that the scene did not lead to; empty when all is well. */
export function disagreements(seen: Seen): readonly string[] {
  const { scene, end, post, before, after } = seen;
  const expected: Readonly<Record<string, string>> = {
    result: resultOf(seen),
    changed: String(before.running !== after.running),
    'store-path': after.running ?? '',
    'previous-store-path': before.running ?? '',
    generation: String(after.profile?.number ?? ''),
    'previous-generation': String(before.profile?.number ?? ''),
    'boot-default': after.bootDefault ?? 'not known',
    'failed-units': JSON.stringify(after.failedUnits.filter((unit) => !before.failedUnits.includes(unit))),
    'rolled-back': String(resultOf(seen) === 'rolled-back'),
  };
  const said = Object.entries(expected).filter(([name, value]) => end.outputs[name] !== value);
  const exit = scene.result === 'rolled-back' ? 1 : 0;
  return [
    ...said.map(([name, value]) => `${name}: the step says ${end.outputs[name]}, the host shows ${value}`),
    ...(resultOf(seen) === scene.result ? [] : [`the scene was to end ${scene.result}`]),
    ...(end.code === exit ? [] : [`the step ended with ${end.code}, not ${exit}`]),
    ...(post.code === 0 && post.raw.trim() === '' ? [] : ['the post step had something to do']),
  ];
}

/** The result, from the host alone. */
function resultOf({ before, after, wanted }: Seen): string {
  const isThere =
    after.running === wanted && after.profile?.toplevel === wanted && after.bootDefault === wanted;
  if (isThere) return before.running === wanted ? 'unchanged' : 'deployed';
  return after.running === before.running && after.profile?.path === before.profile?.path
    ? 'rolled-back'
    : 'failed';
}
