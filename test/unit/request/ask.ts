import { Fault } from '../../../src/fault.ts';
import type { EventFacts } from '../../../src/request/event.ts';
import type { Note } from '../../../src/request/note.ts';
import { parseRequest } from '../../../src/request/parse.ts';
import type { Request } from '../../../src/request/request.ts';

export type Texts = Readonly<Record<string, string>>;

export const PUSH: EventFacts = { name: 'push', ref: 'refs/heads/main', deleted: false, fromFork: false };
export const KEY =
  '-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0LWtleQ==\n-----END OPENSSH PRIVATE KEY-----\n';

/** 2026-11-25T12:00:00Z */
export const NOW = 1_795_608_000_000;

export function parse(inputs: Texts, environment: Texts = {}, event: EventFacts = PUSH) {
  return parseRequest({ inputs, environment, event, workspace: '/checkout', now: NOW });
}

export async function requestOf(inputs: Texts, environment: Texts = {}, event = PUSH): Promise<Request> {
  const parsed = await parse(inputs, environment, event);
  if (parsed.kind === 'request') return parsed.request;
  throw new Error(parsed.why);
}

export async function notesOf(
  inputs: Texts,
  environment: Texts = {},
  event = PUSH,
): Promise<readonly Note[]> {
  const parsed = await parse(inputs, environment, event);
  return parsed.kind === 'request' ? parsed.notes : [];
}

export async function faultOf(inputs: Texts, environment: Texts = {}, event = PUSH): Promise<Fault> {
  try {
    await parse(inputs, environment, event);
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  throw new Error('accepted');
}
