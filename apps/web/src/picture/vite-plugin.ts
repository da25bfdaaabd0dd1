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
    const source = readFileSync(file);
    const [name, ...ending] = path.basename(file).split('.');
    const hash = createHash('sha256').update(source).digest('hex').slice(0, 10);
    const fileName = `_app/immutable/picture/${name}.${hash}.${ending.join('.')}`;
    emitted.push({ fileName, source });
    return [`/${fileName}`, source.length];
  };
  const files: Omit<PictureFiles, 'worker'> = {
    codes: add(require.resolve('zxing-wasm/reader/zxing_reader.wasm')),
    fast: {
      script: add(require.resolve('tesseract.js-core/tesseract-core-simd-lstm.js'))[0],
      wasm: add(require.resolve('tesseract.js-core/tesseract-core-simd-lstm.wasm')),
    },
    plain: {
      script: add(require.resolve('tesseract.js-core/tesseract-core-lstm.js'))[0],
      wasm: add(require.resolve('tesseract.js-core/tesseract-core-lstm.wasm')),
    },
    vie: add(require.resolve('@tesseract.js-data/vie/4.0.0_best_int/vie.traineddata.gz')),
    eng: add(require.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz')),
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
