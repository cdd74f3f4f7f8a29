import { lineSplitter } from '../world/process.ts';

export interface EngineLine {
  readonly from: 'program' | 'host';
  readonly text: string;
}

/** deploy-rs begins each line that came from the host with this sign (deploy.rs, forward_reader). */
const REMOTE = '📠';

/** Reads deploy-rs's output in the pieces it comes in, even where a character is torn, and hands out its lines without their decoration. */
export function readEngineOutput(onLine: (line: EngineLine) => void): {
  push(bytes: Uint8Array): void;
  end(): void;
} {
  const decoder = new TextDecoder();
  const lines = lineSplitter((line) => {
    const from = line.startsWith(REMOTE) ? 'host' : 'program';
    const text = withoutDecoration(from === 'host' ? line.slice(REMOTE.length).trimStart() : line);
    if (text !== '') onLine({ from, text });
  });
  return {
    push: (bytes) => lines.push(decoder.decode(bytes, { stream: true })),
    end: () => {
      lines.push(decoder.decode());
      lines.end();
    },
  };
}

/** `🚀 ℹ️ [deploy] [INFO] text` → `text`; warnings and errors keep their word. */
function withoutDecoration(line: string): string {
  const match = /^\P{ASCII}+\s*(?:\P{ASCII}+\s*)?\[(?:deploy|activate|wait|revoke)\] \[(\w+)\] (.*)$/u.exec(
    line,
  );
  if (match === null) return line;
  return match[1] === 'INFO' || match[1] === 'DEBUG'
    ? (match[2] ?? '')
    : `${match[1]?.toLowerCase()}: ${match[2]}`;
}
