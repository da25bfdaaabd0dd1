/**
 * A running sum without error: the parts do not overlap in their bits, so that their sum is exactly the sum of all that
 * was added and taken away (Shewchuk, Adaptive Precision Floating-Point Arithmetic, 1997). Whole numbers below 2^53 need
 * one part.
 */
export type ExactSum = number[];

/** Adds a finite number below 1e300; to take it away add its negative. */
export function addExactly(parts: ExactSum, number: number): void {
  let rest = number;
  let kept = 0;
  for (let i = 0; i < parts.length; i++) {
    let part = parts[i]!;
    if (Math.abs(rest) < Math.abs(part)) [rest, part] = [part, rest];
    const sum = rest + part;
    const error = part - (sum - rest);
    if (error !== 0) parts[kept++] = error;
    rest = sum;
  }
  parts.length = kept;
  if (rest !== 0) parts.push(rest);
}

/** The number nearest to the exact sum (half to even). */
export function valueOf(parts: ExactSum): number {
  let i = parts.length - 1;
  if (i < 0) return 0;
  let sum = parts[i]!;
  let error = 0;
  while (i > 0) {
    const before = sum;
    const part = parts[--i]!;
    sum = before + part;
    error = part - (sum - before);
    if (error !== 0) break;
  }
  // Exactly between two numbers: the next part tells to which side.
  if (i > 0 && error < 0 === parts[i - 1]! < 0) {
    const doubled = error * 2;
    const other = sum + doubled;
    if (doubled === other - sum) return other;
  }
  return sum;
}
