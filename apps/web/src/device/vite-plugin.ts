import { createHash } from 'node:crypto';
import { compile as compileSvelte } from 'svelte/compiler';
import { build, type Plugin } from 'vite';

interface Built {
  fileName: string;
  source: string;
}

interface Script {
  /** In the address. */
  name: string;
  entry: URL;
  /** The constant that holds the address. */
  constant: string;
}

const made = new Map<string, Promise<Built>>();

/** Builds `src/device/worker.ts`, the engine for the device; its address is `__DEVICE_WORKER__`. */
export const deviceWorker = (targets: string[]): Plugin =>
  classicScript(
    { name: 'device', entry: new URL('worker.ts', import.meta.url), constant: '__DEVICE_WORKER__' },
    targets,
  );

/**
 * Builds one classic script (phones of 2020 know no module workers) and puts its address where pages and service worker
 * name its constant. Its name carries a hash of its content: a phone fetches it again only when it really changed.
 * It is built when a page first names it: reading the configuration alone costs nothing, and the texts are compiled by
 * then.
 *
 * @param targets the oldest browsers it must run on
 */
export function classicScript(script: Script, targets: string[]): Plugin {
  const built = (): Promise<Built> => {
    const known = made.get(script.name) ?? buildScript(script, targets);
    made.set(script.name, known);
    return known;
  };
  return {
    name: `khien-script-${script.name}`,
    apply: 'build',
    enforce: 'post',
    async transform(code) {
      if (!code.includes(script.constant)) return undefined;
      const { fileName } = await built();
      return { code: code.replaceAll(script.constant, JSON.stringify(`/${fileName}`)), map: null };
    },
    async buildStart() {
      if (this.environment.name === 'client') this.emitFile({ type: 'asset', ...(await built()) });
    },
  };
}

async function buildScript({ name, entry }: Script, targets: string[]): Promise<Built> {
  const result = await build({
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
        input: entry.pathname,
        // A classic script has none, and nothing here asks for it but the bundler's own helper.
        transform: { define: { 'import.meta': '{}' } },
        output: { format: 'iife', codeSplitting: false },
      },
    },
  });
  const source = [result].flat().flatMap((one) => ('output' in one ? one.output : []))[0];
  if (source?.type !== 'chunk') throw new Error(`${entry.pathname} was not built`);
  const hash = createHash('sha256').update(source.code).digest('hex').slice(0, 10);
  return { fileName: `_app/immutable/${name}.${hash}.js`, source: source.code };
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
