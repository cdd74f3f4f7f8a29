/** Loads the ssh2 library when it is first needed: the bundle keeps it in a chunk of its own. */
export async function loadSsh2(): Promise<typeof import('ssh2')> {
  const { default: ssh2 } = await import('ssh2');
  return ssh2;
}
