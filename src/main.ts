/** The one bundle's entries; each loads what it needs and leaves. */
export async function main(): Promise<void> {
  await leaveAfter(import('./action.ts').then(({ runAction }) => runAction()));
}

export async function post(): Promise<void> {
  await leaveAfter(import('./post.ts').then(({ runPost }) => runPost()));
}

/** An engine that goes on without us must not keep us here; what was printed is out first. */
async function leaveAfter(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    process.exitCode = 1;
    process.stdout.write(`::error::cassie-deploy itself failed: ${String(error).replace(/[\r\n]+/g, ' ')}\n`);
  }
  process.stdout.write('', () => process.exit());
}
