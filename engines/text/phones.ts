import type { CompiledReference } from './reference.ts';

/**
 * Reads a telephone number given as digits only and gives its canonical form: `+84912345678`, `+8419001234`,
 * a short code as it is (`5656`), or a foreign number (`+224620123456`, only when written with `+` or `00`).
 * Mobile numbers of before 2018 (eleven digits) become today's. Undefined when it is no number of the plan.
 */
export function readPhone(digits: string, plus: boolean, ref: CompiledReference): string | undefined {
  const { country } = ref;
  let national: string | undefined;
  if (!plus && digits.startsWith('00')) return readPhone(digits.slice(2), true, ref);
  if (plus && !digits.startsWith(country))
    return digits.length >= 7 && digits.length <= 15 && digits[0] !== '0' ? `+${digits}` : undefined;
  if (plus) national = readNational(digits.slice(country.length), ref);
  else if (digits.startsWith('0')) national = readNational(digits.slice(1), ref);
  else if (digits.startsWith(country)) national = readNational(digits.slice(country.length), ref);
  if (national !== undefined) return `+${country}${national}`;
  if (plus) return undefined;
  if (isService(digits, ref)) return `+${country}${digits}`;
  return ref.publicCodes.has(digits) ? digits : undefined;
}

/** A national number without trunk 0; tolerates the 0 of `+84 (0) 912…`. */
function readNational(written: string, ref: CompiledReference): string | undefined {
  const national = written.startsWith('0') ? written.slice(1) : written;
  const length = national.length;
  if (length === ref.mobileDigits && isMobile(national, ref)) return national;
  if (length === ref.renumberedDigits) {
    const prefix = ref.renumbered.get(national.slice(0, 3));
    if (prefix !== undefined) return prefix + national.slice(3);
  }
  if (length === ref.landlineDigits && (ref.areas.has(national.slice(0, 3)) || ref.areas.has(national.slice(0, 2))))
    return national;
  return isService(national, ref) ? national : undefined;
}

function isMobile(national: string, ref: CompiledReference): boolean {
  return ref.mobile.has(national.slice(0, 2)) || ref.mobile.has(national.slice(0, 3));
}

function isService(digits: string, ref: CompiledReference): boolean {
  const service = ref.services.get(digits.slice(0, 4));
  return service !== undefined && digits.length >= service.minDigits && digits.length <= service.maxDigits;
}
