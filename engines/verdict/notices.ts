import type { CompiledBook } from './book.ts';

/**
 * Two kinds of honest messages use the words of scams: warnings ("tuyệt đối không bấm vào link lạ") and one-time codes.
 * Both are told by what they leave out. A warning talks of scams but asks for nothing and hands over to nobody; a code
 * notice brings a code, wants to hear none, and pushes nobody to a strange page. So a scam that borrows a warning's
 * sentence ("không chia sẻ OTP") stays a scam: it cannot leave its demand out.
 */
export function createNotices(book: CompiledBook): (seen: Uint8Array) => boolean {
  const numbers = (...names: string[]): number[] => names.map(book.numberOf);
  const one = (name: string): number => book.numberOf(name);
  const [warns, denial, otp, secret] = [one('@warns'), one('@denial'), one('@otp'), one('@ask-secret')];
  const appeals = one('@appeals');
  const [link, code, lookalike] = [one('+unknown-link'), one('+code'), one('+lookalike')];
  const pushes = numbers('@go-link', '@login', '@lock', '@charge', '@strange', '@hurry', '+cheap-link', '+shortener');
  const handOvers = numbers('+phone', '+account', '+chat-account', '+premium-number', '+foreign-number');
  const demands = book.groups.flatMap(({ role, deniable }, group) => (role === 'ask' && deniable ? [group] : []));

  return (seen) => {
    const has = (group: number): boolean => seen[group] !== 0;
    if (!has(otp) && !has(warns) && !has(appeals)) return false;
    if (has(lookalike) || handOvers.some(has)) return false;
    if (has(otp) && has(code) && !has(secret) && !(has(link) && pushes.some(has))) return true;
    // "Người dân cảnh giác": a warning by its own words, though it tells at length what scammers demand.
    if (has(appeals) && !has(link)) return true;
    return has(warns) && !demands.some(has) && (!has(link) || has(denial));
  };
}
