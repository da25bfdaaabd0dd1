/**
 * Prepares the question whether what stands in a host from a place on is one of a few suffixes. It is answered without
 * cutting the suffix out: a new string has to be made and hashed, and every host is asked about.
 */
export function createSuffixes(suffixes: Iterable<string>): (host: string, from: number) => boolean {
  const byHash = new Map<number, string[]>();
  for (const suffix of suffixes) {
    const hash = hashOf(suffix, 0);
    byHash.set(hash, [...(byHash.get(hash) ?? []), suffix]);
  }
  return (host, from) => {
    const found = byHash.get(hashOf(host, from));
    if (found === undefined) return false;
    const length = host.length - from;
    return found.some((suffix) => suffix.length === length && host.endsWith(suffix));
  };
}

function hashOf(text: string, from: number): number {
  let hash = 0;
  for (let i = from; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
