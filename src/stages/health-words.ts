import { plainText } from '../plain-text.ts';

/** Undefined when all is well, else the reason in one plain line. */
export type Try = Promise<string | undefined>;

/** The reason when a try was given up. */
export const NO_ANSWER = 'no answer';

const LONGEST = 200;

/** A text from outside as a part of one line. */
export function oneLine(text: string): string {
  const line = plainText(text).replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

const CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to its network',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up',
  ETIMEDOUT: NO_ANSWER,
};

/** Why a connection failed. Also for the several addresses of one name, where the first failure counts. */
export function wordConnection(error: Error & { readonly code?: string }): string {
  return CONNECTION[error.code ?? ''] ?? oneLine(error.message);
}
