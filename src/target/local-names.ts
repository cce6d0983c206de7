/** One spelling per host: lower case, no final dot, no brackets, IPv4 in any inet_aton form as four numbers. */
export function canonicalHost(host: string): string {
  const bare = host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  if (bare.startsWith('/')) return host;
  try {
    const asWeb = new URL(`http://${bare.includes(':') ? `[${bare}]` : bare}`).hostname;
    return asWeb.replace(/^\[(.*)\]$/, '$1');
  } catch {
    return bare;
  }
}

/** Names containers use for the machine they run on. */
const containerHost = /^(host\.docker\.internal|gateway\.docker\.internal|host\.containers\.internal)$/;

/** Could this host be this very machine? `machineNames` are its own names and addresses. */
export function mayBeThisMachine(host: string, machineNames: readonly string[]): boolean {
  const name = canonicalHost(host);
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name.startsWith('127.') ||
    name === '0.0.0.0' ||
    name === '::1' ||
    name === '::' ||
    name.startsWith('::ffff:7f') ||
    name === '::ffff:0:0' ||
    containerHost.test(name) ||
    machineNames.includes(name)
  );
}
