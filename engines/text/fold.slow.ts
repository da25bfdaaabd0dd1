import { type Folded, readWords } from './fold.ts';
import { INVISIBLES, isForeignMark, isSilentMark, MARK, readSymbol } from './symbols.ts';
import { intoSyllables } from './syllables.ts';
import { rewriteChunk } from './words.ts';

interface Sign {
  sign: string;
  at: number;
}

/**
 * Folding the obvious way, for tests to hold the fast one against: no table, no scratch space, every chunk looked at,
 * one sign after the other.
 */
export function foldSlowly(text: string): Folded {
  const tricks = { homoglyph: 0, zeroWidth: 0, leet: 0, separated: 0, foreignMarks: 0 };
  const signs: Sign[] = [];
  let at = 0;
  for (const point of text) {
    const last = signs.at(-1)?.sign;
    if (INVISIBLES.test(point)) {
      if (last !== undefined && /[a-z0-9]/.test(last)) tricks.zeroWidth++;
    } else if (MARK.test(point)) {
      if (isSilentMark(point)) {
        // Says nothing.
      } else if (isForeignMark(point, last)) tricks.foreignMarks++;
    } else {
      const symbol = readSymbol(point);
      if (symbol.homoglyph) tricks.homoglyph++;
      tricks.foreignMarks += symbol.foreignMarks;
      for (const sign of symbol.ascii)
        if (sign !== ' ' || (last !== undefined && last !== ' ')) signs.push({ sign, at });
    }
    at += point.length;
  }
  while (signs.at(-1)?.sign === ' ') signs.pop();

  const words = chunks(signs).map((chunk) => {
    const rewritten = rewriteChunk(chunk.map(({ sign }) => sign).join(''));
    if (rewritten === undefined) return { before: chunk, after: chunk };
    tricks.leet += rewritten.leet;
    tricks.separated += rewritten.separated;
    const after = rewritten.from.map((index, i) => ({ sign: rewritten.ascii.charAt(i), at: chunk[index]?.at ?? -1 }));
    return { before: chunk, after };
  });

  const out: Sign[] = [];
  for (let i = 0; i < words.length; ) {
    let end = i;
    while (end < words.length && /^[a-z]$/.test(words[end]?.before.map(({ sign }) => sign).join('') ?? '')) end++;
    const spelled = words.slice(i, end).flatMap(({ before }) => before);
    const joined = end - i > 3 ? intoSyllables(spelled.map(({ sign }) => sign).join('')) : undefined;
    if (joined?.some((word) => word.length > 2)) {
      tricks.separated += spelled.length - 1;
      let next = 0;
      if (out.length > 0) out.push({ sign: ' ', at: blankBefore(signs, spelled[0]) });
      joined.forEach((word, index) => {
        if (index > 0) out.push({ sign: ' ', at: spelled[next]?.at ?? -1 });
        for (const sign of word) out.push({ sign, at: spelled[next++]?.at ?? -1 });
      });
      i = end;
    } else {
      for (const { before, after } of words.slice(i, Math.max(end, i + 1))) {
        if (out.length > 0) out.push({ sign: ' ', at: blankBefore(signs, before[0]) });
        out.push(...after);
      }
      i = Math.max(end, i + 1);
    }
  }
  let widest = 0;
  for (const point of text) widest |= point.charCodeAt(0);
  const ascii = out.map(({ sign }) => sign).join('');
  return { ascii, at: Uint32Array.from(out, (sign) => sign.at), words: readWords(ascii), widest, tricks };
}

function blankBefore(signs: readonly Sign[], first: Sign | undefined): number {
  const index = signs.findIndex((sign) => sign === first);
  return signs[index - 1]?.at ?? -1;
}

function chunks(signs: readonly Sign[]): Sign[][] {
  const out: Sign[][] = [];
  let chunk: Sign[] = [];
  for (const sign of signs) {
    if (sign.sign !== ' ') chunk.push(sign);
    else if (chunk.length > 0) {
      out.push(chunk);
      chunk = [];
    }
  }
  if (chunk.length > 0) out.push(chunk);
  return out;
}
