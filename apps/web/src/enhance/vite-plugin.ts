import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const here = new URL('./', import.meta.url);

/**
 * Builds `src/enhance/main.ts` as one small script for the citizens' pages, which ship no framework
 * code, and tells the server code its address as `__CITIZEN_SCRIPT__`.
 *
 * The name carries a hash of the sources, because the server bundle is made before the client bundle
 * and so cannot learn a name that the bundler chooses.
 */
export function citizenScript(): Plugin {
  const hash = createHash('sha256');
  // What the script imports lies in these folders.
  for (const folder of ['./', '../device/', '../picture/', '../lib/citizen/'].map((name) => new URL(name, here))) {
    for (const name of readdirSync(folder).sort()) {
      if (name.endsWith('.ts') && name !== 'vite-plugin.ts') hash.update(readFileSync(new URL(name, folder)));
    }
  }
  const fileName = `_app/immutable/citizen.${hash.digest('hex').slice(0, 10)}.js`;
  return {
    name: 'khien-citizen-script',
    config: () => ({ define: { __CITIZEN_SCRIPT__: JSON.stringify(`/${fileName}`) } }),
    buildStart() {
      if (this.environment.name === 'client') {
        this.emitFile({ type: 'chunk', id: new URL('main.ts', here).pathname, fileName });
      }
    },
  };
}
