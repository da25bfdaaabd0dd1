import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { around, type MakeCore, openTesseract, readText, sniffPicture, toPage } from '@khien/engines/picture';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { Read } from './reader.ts';

// The browser of somebody without JavaScript cannot read a picture: the server does it with the same libraries, here,
// beside the process that answers. Files are decoded inside WebAssembly, where a broken decoder can reach nothing.
const require = createRequire(import.meta.url);
const fromPackage = (file: string) => readFile(require.resolve(file));

prepareZXingModule({
  overrides: { wasmBinary: new Uint8Array(await fromPackage('zxing-wasm/reader/zxing_reader.wasm')).buffer },
});
const tesseract = await openTesseract(
  require('tesseract.js-core/tesseract-core-simd-lstm.js') as MakeCore,
  await fromPackage('tesseract.js-core/tesseract-core-simd-lstm.wasm'),
);
const languages = {
  vie: require.resolve('@tesseract.js-data/vie/4.0.0_best_int/vie.traineddata.gz'),
  eng: require.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz'),
};
const learn = async (language: keyof typeof languages) =>
  tesseract.learn(language, gunzipSync(await readFile(languages[language])));
await learn('vie');
let english: Promise<void> | undefined;
const learnEnglish = () => (english ??= learn('eng'));

async function read(file: Uint8Array): Promise<Read | undefined> {
  const pixels = tesseract.decode(file, sniffPicture(file).turn);
  if (!pixels) return undefined;
  const codes = await readBarcodes(pixels as ImageData, { formats: ['QRCode'], maxNumberOfSymbols: 4 });
  const boxes = codes.map(({ position }) => around(Object.values(position)));
  const { text, sure } = await readText(tesseract, toPage(pixels, boxes), learnEnglish);
  return { codes: codes.map((code) => code.text).filter(Boolean), text, sure };
}

parentPort?.on('message', (file: Uint8Array) => {
  void read(file)
    .catch(() => undefined)
    .then((found) => parentPort?.postMessage(found));
});
