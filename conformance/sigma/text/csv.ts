/** Rows of a table with a header line, as RFC 4180 writes them. */
export function csv(text: string): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
  let at = 0;
  while (at < text.length) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    row.push(found?.[1]?.replaceAll('""', '"') ?? found?.[2] ?? '');
    at = cell.lastIndex;
    const next = text[at];
    if (next === ',') {
      at++;
      continue;
    }
    if (next !== undefined && next !== '\r' && next !== '\n') throw new Error(`no table: character ${at}`);
    rows.push(row);
    row = [];
    at += next === '\r' ? 2 : 1;
  }
  const [names = [], ...body] = rows;
  return body.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ''])));
}
