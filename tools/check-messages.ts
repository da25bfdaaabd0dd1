import { readFileSync } from 'node:fs';
import type { Problems } from './check.ts';

const pairs = ['apps/web/messages', 'packs/vietnam/messages', 'packs/vietnam/stories'];
type Messages = Record<string, unknown>;

const read = (path: string): Messages => JSON.parse(readFileSync(path, 'utf8')) as Messages;
const placeholders = (text: string): string =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name)
    .sort()
    .join(',');

/** Every text exists in Vietnamese and in English, is not empty, and takes the same parameters in both. */
export function checkMessages(): Problems {
  return pairs.flatMap((folder) => {
    const [viPath, enPath] = folder.startsWith('apps')
      ? [`${folder}/vi.json`, `${folder}/en.json`]
      : [`${folder}.vi.json`, `${folder}.en.json`];
    const vi = read(viPath);
    const en = read(enPath);
    const keys = [...new Set([...Object.keys(vi), ...Object.keys(en)])].filter((key) => !key.startsWith('$'));
    if (keys.length < 50) return [`${folder}: only ${keys.length} texts were found`];
    return keys.flatMap((key) => {
      const [a, b] = [vi[key], en[key]];
      if (typeof a !== 'string' || a === '') return [`${viPath}: ${key} is missing`];
      if (typeof b !== 'string' || b === '') return [`${enPath}: ${key} is missing`];
      return placeholders(a) === placeholders(b)
        ? []
        : [`${folder}: ${key} takes {${placeholders(a)}} in one and {${placeholders(b)}} in the other language`];
    });
  });
}
