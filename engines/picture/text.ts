import type { Tesseract } from './tesseract.ts';
import { type Reading, tidy } from './tidy.ts';

/** Clear screenshots are read with 93 and more; below this it is worth a second look. */
const UNSURE = 91;

/**
 * Reads a page as Vietnamese, which knows the letters of English, too. Where that leaves doubts, both languages read
 * it together; the surer reading counts.
 *
 * @param english learns English when it is first needed; when that fails the first reading stands
 */
export async function readText(tesseract: Tesseract, page: Uint8Array, english: () => Promise<void>): Promise<Reading> {
  const first = tidy(tesseract.read(page, 'vie'));
  if (first.text === '' || first.sure >= UNSURE) return first;
  try {
    await english();
  } catch {
    return first;
  }
  const second = tidy(tesseract.read(page, 'vie+eng'));
  return second.sure > first.sure ? second : first;
}
