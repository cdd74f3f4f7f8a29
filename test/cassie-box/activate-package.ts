import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { outputOf } from './program.ts';

/** The operator's store path of deploy-rs's `activate`, without debug sections: a debug build has ten times its size in them. */
export async function addActivatePackage(): Promise<string> {
  const activate = (await outputOf(['sh', '-c', 'command -v activate'])).trim();
  const folder = mkdtempSync('/tmp/activate-');
  try {
    mkdirSync(`${folder}/bin`);
    writeFileSync(`${folder}/bin/activate`, withoutSections(readFileSync(activate)), { mode: 0o755 });
    return await outputOf(['nix', 'store', 'add', '--name', 'deploy-rs-1.0.0', folder]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// What the kernel loads stands in the program headers; the section table and all behind the last segment is for debuggers.
function withoutSections(elf: Buffer): Buffer {
  const offset = Number(elf.readBigUInt64LE(32));
  const size = elf.readUInt16LE(54);
  const count = elf.readUInt16LE(56);
  const ends = Array.from({ length: count }, (_, n) => {
    const header = offset + n * size;
    return Number(elf.readBigUInt64LE(header + 8) + elf.readBigUInt64LE(header + 32));
  });
  const kept = Buffer.from(elf.subarray(0, Math.max(...ends)));
  kept.fill(0, 40, 48);
  kept.fill(0, 58, 64);
  return kept;
}
