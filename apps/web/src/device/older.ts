/**
 * What phones of 2020 lack of the language's functions and the engine uses. Syntax is the bundler's business.
 */
function add(prototype: object, name: string, value: unknown): void {
  if (!(name in prototype)) Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
}

function at<T>(this: ArrayLike<T>, index: number): T | undefined {
  return this[index < 0 ? this.length + index : index];
}

/** Lone halves of a pair become the replacement character, as the standard says. */
function toWellFormed(this: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(this));
}

add(Array.prototype, 'at', at);
add(String.prototype, 'at', at);
add(String.prototype, 'toWellFormed', toWellFormed);
