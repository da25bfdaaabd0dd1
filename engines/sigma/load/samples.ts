import { loadRules } from './load.ts';
import type { LoadOptions, RuleSet } from './load.ts';

/** A small rule of our own; `more` replaces or adds top-level lines. For tests. */
export function ruleText(detection: string, more: Readonly<Record<string, string>> = {}): string {
  const head = { title: 'Sample', logsource: '{ category: process_creation, product: windows }', ...more };
  const lines = Object.entries(head).map(([key, value]) => `${key}: ${value}`);
  return `${lines.join('\n')}\ndetection:\n${detection.replace(/^/gm, '  ')}\n`;
}

export function loadText(text: string, options?: LoadOptions): RuleSet {
  return loadRules([{ name: 'sample.yml', text }], options);
}

/** `file:document:line code reason` of every refusal. */
export function refusals(set: RuleSet): string[] {
  return set.refused.map(({ place, code, reason }) => `${place.document}:${place.line} ${code} ${reason}`);
}

export function warnings(set: RuleSet): string[] {
  return set.warnings.map(({ place, reason }) => `${place.document}:${place.line} ${reason}`);
}
