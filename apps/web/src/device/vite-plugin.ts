import { createHash } from 'node:crypto';
import { compile as compileSvelte } from 'svelte/compiler';
import { build, type Plugin } from 'vite';
import { compile as compileMessages } from '@inlang/paraglide-js';
import { messageOptions } from '../../messages.config.ts';

interface Built {
  fileName: string;
  source: string;
}

let built: Promise<Built> | undefined;

/**
 * Builds `src/device/worker.ts`, the engine for the device, as one classic script (phones of 2020 know no module
 * workers) and tells pages and service worker its address as `__DEVICE_WORKER__`. Its name carries a hash of its
 * content: a phone fetches it again only when it really changed.
 *
 * @param targets the oldest browsers it must run on
 */
export function deviceWorker(targets: string[]): Plugin {
  return {
    name: 'khien-device-worker',
    async config(_config, { command }) {
      if (command === 'build') built ??= buildWorker(targets);
      const fileName = built && (await built).fileName;
      return { define: { __DEVICE_WORKER__: JSON.stringify(fileName ? `/${fileName}` : '') } };
    },
    async buildStart() {
      if (built && this.environment.name === 'client') this.emitFile({ type: 'asset', ...(await built) });
    },
  };
}

async function buildWorker(targets: string[]): Promise<Built> {
  await compileMessages(messageOptions);
  const made = await build({
    configFile: false,
    logLevel: 'warn',
    root: new URL('../..', import.meta.url).pathname,
    plugins: [pagesAsText(), withoutNode()],
    build: {
      write: false,
      copyPublicDir: false,
      target: targets,
      modulePreload: false,
      rolldownOptions: {
        input: new URL('worker.ts', import.meta.url).pathname,
        // A classic script has none, and nothing here asks for it but the bundler's own helper.
        transform: { define: { 'import.meta': '{}' } },
        output: { format: 'iife', codeSplitting: false },
      },
    },
  });
  const source = [made].flat().flatMap((result) => ('output' in result ? result.output : []))[0];
  if (source?.type !== 'chunk') throw new Error('the engine for the device was not built');
  const hash = createHash('sha256').update(source.code).digest('hex').slice(0, 10);
  return { fileName: `_app/immutable/device.${hash}.js`, source: source.code };
}

/** Compiles components to functions that write HTML: the worker answers with the same markup as the server. */
function pagesAsText(): Plugin {
  return {
    name: 'khien-pages-as-text',
    transform(code, id) {
      if (!id.endsWith('.svelte')) return undefined;
      const { js } = compileSvelte(code, { generate: 'server', runes: true, filename: id });
      return { code: js.code, map: js.map, moduleType: 'js' };
    },
  };
}

/** Svelte's renderer asks for this where pages wait for data; ours do not, and a browser has none. */
function withoutNode(): Plugin {
  const name = 'node:async_hooks';
  return {
    name: 'khien-without-node',
    enforce: 'pre',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? 'export {};' : undefined),
  };
}
