import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Plugin } from 'vite';
import { classicScript } from '../device/vite-plugin.ts';
import type { PictureFiles } from './talk.ts';

const require = createRequire(import.meta.url);

/** Builds `src/picture/worker.ts`; its address is `__PICTURE_WORKER__`. */
export const pictureWorker = (targets: string[]): Plugin =>
  classicScript(
    { name: 'picture', entry: new URL('worker.ts', import.meta.url), constant: '__PICTURE_WORKER__' },
    targets,
  );

/**
 * Copies the few files that reading pictures needs out of their packages (45 MB and 19 MB as installed) to beside the
 * scripts, and tells pages and service worker their addresses as `__PICTURE_FILES__`. A hash of the content is in
 * each name: what a phone has fetched once it keeps until it really changes.
 */
export function pictureFiles(): Plugin {
  const emitted: { fileName: string; source: Buffer }[] = [];
  const add = (file: string): [string, number] => {
    const source = readFileSync(require.resolve(file));
    const [name, ...ending] = path.basename(file).split('.');
    const hash = createHash('sha256').update(source).digest('hex').slice(0, 10);
    const fileName = `_app/immutable/picture/${name}.${hash}.${ending.join('.')}`;
    emitted.push({ fileName, source });
    return [`/${fileName}`, source.length];
  };
  const core = (name: string) => ({
    script: add(`tesseract.js-core/${name}.js`)[0],
    wasm: add(`tesseract.js-core/${name}.wasm`),
  });
  const language = (code: string) => add(`@tesseract.js-data/${code}/4.0.0_best_int/${code}.traineddata.gz`);
  const files: Omit<PictureFiles, 'worker'> = {
    codes: add('zxing-wasm/reader/zxing_reader.wasm'),
    fast: core('tesseract-core-simd-lstm'),
    plain: core('tesseract-core-lstm'),
    vie: language('vie'),
    eng: language('eng'),
  };
  return {
    name: 'khien-picture-files',
    config: () => ({ define: { __PICTURE_FILES__: JSON.stringify(files) } }),
    buildStart() {
      if (this.environment.name !== 'client') return;
      for (const file of emitted) this.emitFile({ type: 'asset', ...file });
    },
  };
}
