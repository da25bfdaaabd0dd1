const strict = new TextDecoder('utf-8', { fatal: true });

/**
 * What web servers escape in their logs: `\"`, `\\` and runs of `\xHH` that are printable UTF-8. Anything else stays as
 * it was written (`\x16\x03\x01`, `\n`), so that no control character gets into a field and nothing is lost.
 */
export function unescapeBytes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(["\\])|(?:\\x[0-9A-Fa-f]{2})+/g, (run: string, plain: string | undefined) => {
    if (plain !== undefined) return plain;
    const bytes = new Uint8Array(run.length / 4);
    for (let i = 0; i < bytes.length; i++) {
      const byte = Number.parseInt(run.slice(4 * i + 2, 4 * i + 4), 16);
      if (byte < 32 || byte === 127) return run;
      bytes[i] = byte;
    }
    try {
      return strict.decode(bytes);
    } catch {
      return run;
    }
  });
}
