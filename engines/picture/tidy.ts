import type { Line, Word } from './tesseract.ts';
import screen from './screen-words.json' with { type: 'json' };

export interface Reading {
  /** The text as it was written, one line a paragraph; '' when there is none. */
  text: string;
  /** 0–100: how sure the reader is, on average over the letters. */
  sure: number;
}

/** Below this a word is a smear, an icon or a piece of a picture. */
const SMEAR = 35;
/** The clock at the top of a phone's screen, with what stands beside it. */
const clock = /^\D{0,3}\d{1,2}[:.]\d{2}(?!\d)/;
const fieldWords = new Set(screen.field);
const barWords = new Set(screen.bar);

/**
 * From lines as they stand in a picture to the text as it was written: broken lines become one again, what belongs to
 * the phone and not to the message goes, and letters in numbers and addresses are put right where nothing else can be
 * meant. Everything else stays as it was read: the person sees and corrects it.
 */
export function tidy(lines: readonly Line[]): Reading {
  const words = lines.map(withoutSmears).filter((line) => line.words.some(({ text }) => /[\p{L}\d]/u.test(text)));
  if (words[0] && isStatusBar(words[0])) words.shift();
  const last = words.at(-1);
  if (words.length > 1 && last && fieldWords.has(textOf(last).toLowerCase())) words.pop();
  return { text: amend(joined(words)), sure: sureness(words) };
}

/** At the very top, begins with the time, and holds no word but names of networks. */
function isStatusBar(line: Line): boolean {
  const text = textOf(line);
  const named = (text.match(/\p{L}{3,}/gu) ?? []).every((word) => barWords.has(word.toLowerCase()));
  return line.top < 6 * tall(line) && clock.test(text) && named;
}

const textOf = (line: Line) => line.words.map(({ text }) => text).join(' ');

function withoutSmears(line: Line): Line {
  return { ...line, words: line.words.filter(({ sure, text }) => sure >= SMEAR || /\d{3}|[./]\w/.test(text)) };
}

function sureness(lines: readonly Line[]): number {
  let letters = 0;
  let sum = 0;
  for (const { text, sure } of lines.flatMap(({ words }) => words)) {
    letters += text.length;
    sum += sure * text.length;
  }
  return letters === 0 ? 0 : sum / letters;
}

/** Puts a line to the one above when it was broken only because the screen is narrow. */
function joined(lines: readonly Line[]): string {
  let text = '';
  lines.forEach((line, i) => {
    const above = lines[i - 1];
    if (!above) text = textOf(line);
    else if (!goesOn(above, line, widest(lines, i))) text += `\n${textOf(line)}`;
    else text += breaksAddress(above.words.at(-1), line.words[0]) ? textOf(line) : ` ${textOf(line)}`;
  });
  return text;
}

/** How far to the right the lines of the same column reach around line `i`. */
function widest(lines: readonly Line[], i: number): number {
  const column = lines[i] as Line;
  let right = 0;
  for (let j = i; j >= 0 && sameColumn(lines[j] as Line, column); j--)
    right = Math.max(right, (lines[j] as Line).right);
  for (let j = i; j < lines.length && sameColumn(lines[j] as Line, column); j++)
    right = Math.max(right, (lines[j] as Line).right);
  return right;
}

const tall = ({ top, bottom }: Line) => bottom - top;
const sameColumn = (a: Line, b: Line) => Math.abs(a.left - b.left) < 0.5 * Math.max(tall(a), tall(b));

function goesOn(above: Line, line: Line, right: number): boolean {
  const first = line.words[0];
  if (!first || !sameColumn(above, line)) return false;
  if (line.top - above.bottom > 0.9 * Math.max(tall(above), tall(line))) return false;
  // Had the first word found room above, somebody ended the line there. The edge lies a little beyond the widest line.
  return above.right + (first.right - first.left) > right - 1.2 * tall(line);
}

/** `https://vietcombank.vn-` + `ms.top/xac`: browsers break addresses at such signs, and nobody else ends a line so. */
function breaksAddress(above: Word | undefined, below: Word | undefined): boolean {
  if (!above || !below || !/[-/=&?_%]$/.test(above.text)) return false;
  return /^(?:https?:\/\/)?[a-z\d-]+(?:\.[a-z\d-]+)+(?:[/?#]\S*)?$/i.test(
    `${above.text}${below.text}`.replace(/[.,;)]{1,9}$/, ''),
  );
}

const digits = (text: string) => text.replace(/[OoÔô]/g, '0').replace(/[lI|]/g, '1');

/** Letters that can only be digits, and the one way an address begins. */
function amend(text: string): string {
  const better = text
    .replace(/\bh[tf]{1,2}ps?\s?[:;.]\s?[/|lI]\s?[/|lI](?=\w)/gi, (start) =>
      /ps/i.test(start) ? 'https://' : 'http://',
    )
    .replace(/(https?:\/\/)\s+(?=[a-z\d-]+\.)/gi, '$1')
    // 09l2 345 678: as long as a phone number, begun like one, and mostly digits.
    .replace(
      /(^|[^\p{L}\d])([0Oo][\dOolI|](?:[ .]?[\dOolI|]){8})(?![\p{L}\d])/gu,
      (whole, before: string, number: string) =>
        number.replace(/\D/g, '').length >= 7 ? before + digits(number) : whole,
    )
    // 8.500.OOOđ: groups of three before the sign of the currency.
    .replace(/\b\d{1,3}(?:[.,][\dOo]{3})+(?=\s?(?:[đĐ]|vnd|VND|VNĐ|đồng|Đồng)(?!\p{L}))/gu, digits);
  // In a paragraph without Vietnamese letters a lone stroke is the English word.
  return better.replace(/^[^ăâđêôơưĂÂĐÊÔƠƯẠ-ỹ\n]+$/gmu, (line) => line.replace(/(^|\s)\|(?=\s[a-z])/g, '$1I'));
}
