/** Shorter pieces are no secret by themselves, and hiding them would garble a log. */
const SHORTEST_PIECE = 8;
const SHORTEST_PASSPHRASE = 4;

/** Every form in which a key could show up in a log: whole, line by line, flattened, as it was given and as it is used. */
export function secretsOfKey(
  given: string,
  decoded: string,
  normalised: string,
  body: string,
  passphrase: string | undefined,
): readonly string[] {
  const wholes = [
    given,
    given.trim(),
    given.replace(/\s/g, ''),
    decoded.trim(),
    normalised,
    normalised.trim(),
    body,
  ];
  const pieces = [...wholes, ...[given, decoded, normalised].flatMap(linesOf)];
  const secrets = pieces.filter((piece) => withoutArmour(piece).length >= SHORTEST_PIECE);
  if (passphrase !== undefined && passphrase.length >= SHORTEST_PASSPHRASE) secrets.push(passphrase);
  return [...new Set(secrets)];
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n|\\n/).flatMap((line) => [line, line.trim()]);
}

/** What is left of a line without the words that every key file has. */
function withoutArmour(piece: string): string {
  return piece
    .replace(/-+(?:BEGIN|END) [A-Z0-9 ]+-+/g, '')
    .replace(/Proc-Type: ?4,ENCRYPTED/g, '')
    .trim();
}
