import { type CompiledReference, normalise, type Observable } from '../text/index.ts';
import type { Lookup } from './types.ts';

/** Longest thing that is pasted by itself and looked up as it stands. */
const LONGEST = 300;
const one = /^\s*(\S*\.\S*)\s*$/;

/**
 * Lists hold names that no reading of a text would take for one: an ending that does not exist (`azuki.claim`), a
 * telephone number in front (`0938020000thay.shop`). Pasted by itself, such a name is looked up as it stands, and read
 * that way only if it is listed: nothing else changes what a text is read as.
 */
export function asListed(text: string, read: Observable[], lookup: Lookup, ref: CompiledReference): Observable[] {
  // Read as one thing from end to end: there is no other way to see it.
  if (read.length === 1 && read[0]?.start === 0 && read[0].end === text.length) return read;
  if (text.length > LONGEST) return read;
  const name = one.exec(text)?.[1];
  if (name === undefined) return read;
  const kind = /^[^/:?#]+$/.test(name) ? 'domain' : 'url';
  const whole = normalise(kind, name, ref);
  if (!whole.ok || lookup([whole.observable.key])[0] === undefined) return read;
  const start = text.indexOf(name);
  return [{ ...whole.observable, raw: name, start, end: start + name.length }];
}
