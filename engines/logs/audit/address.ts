import ipaddr from 'ipaddr.js';

/** The socket address of a SOCKADDR record: family, address and port, or path, by the names that auditd gives them. */
export function readAddress(hex: string): { fam: string; laddr?: string; lport?: string; path?: string } | undefined {
  if (!/^[0-9A-Fa-f]{4,256}$/.test(hex) || hex.length % 2 !== 0) return undefined;
  const bytes: number[] = [];
  for (let i = 0; i < hex.length; i += 2) bytes.push(Number.parseInt(hex.slice(i, i + 2), 16));
  const family = (bytes[0] ?? 0) + 256 * (bytes[1] ?? 0);
  const port = String(256 * (bytes[2] ?? 0) + (bytes[3] ?? 0));
  if (family === 2 && bytes.length >= 8) {
    return { fam: 'inet', laddr: ipaddr.fromByteArray(bytes.slice(4, 8)).toString(), lport: port };
  }
  if (family === 10 && bytes.length >= 24) {
    return { fam: 'inet6', laddr: ipaddr.fromByteArray(bytes.slice(8, 24)).toString(), lport: port };
  }
  if (family === 1) {
    // A path ends with NUL; an abstract name begins with one.
    const name = String.fromCharCode(...bytes.slice(2));
    return {
      fam: 'local',
      path: name.startsWith('\0') ? `@${name.slice(1).split('\0', 1)[0]}` : (name.split('\0', 1)[0] ?? ''),
    };
  }
  return undefined;
}
