import type { Pixels } from './page.ts';

/** The part of `tesseract.js-core` that is used: Tesseract and Leptonica, compiled to WebAssembly. */
export interface TesseractCore {
  FS: { writeFile(path: string, data: Uint8Array): void; unlink(path: string): void };
  TessBaseAPI: new () => TesseractApi;
}

interface TesseractApi {
  Init(path: null, languages: string, engine: number): number;
  InitForAnalysePage(): void;
  SetImageFile(turn: number, angle: number): number;
  GetInputImage(): TesseractPicture;
  Recognize(monitor: null): number;
  GetTSVText(page: number): string;
  Clear(): void;
}

interface TesseractPicture {
  get_w(): number;
  get_h(): number;
  get_d(): number;
  get_wpl(): number;
  /** Where its rows begin in the memory. */
  get_data(): number | { ptr: number };
}

/** What the maker of the core is called with (an Emscripten module). */
export interface CoreOptions {
  TesseractProgress(percent: number): void;
  print(line: string): void;
  printErr(line: string): void;
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object;
}
export type MakeCore = (options: CoreOptions) => Promise<TesseractCore>;

/** One line of text as it stands in the picture. */
export interface Line {
  left: number;
  right: number;
  top: number;
  bottom: number;
  words: Word[];
}

export interface Word {
  text: string;
  left: number;
  right: number;
  /** 0–100, as the reader sees it. */
  sure: number;
}

export interface Tesseract {
  /**
   * Lines of a page made by `toPage`, from top to bottom.
   * @param languages of those given at the start, for example `vie+eng`
   */
  read(page: Uint8Array, languages: string): Line[];
  /** Decodes a PNG, JPEG or WebP. @returns undefined when it is broken */
  decode(file: Uint8Array, turn: number): Pixels | undefined;
  /** Adds the data of a language (`.traineddata`). */
  learn(language: string, data: Uint8Array): void;
}

/** Neural engine only: the older one is not in this build. */
const LSTM = 1;

/**
 * @param make      the maker of the core
 * @param wasm      its compiled part; fetched by the caller, so that nothing is fetched from elsewhere
 * @param progress  told the percentage while it reads
 */
export async function openTesseract(
  make: MakeCore,
  wasm: BufferSource,
  progress: (percent: number) => void = () => undefined,
): Promise<Tesseract> {
  let memory: WebAssembly.Memory | undefined;
  let failed: (reason: unknown) => void = () => undefined;
  const broken = new Promise<never>((_resolve, reject) => {
    failed = reject;
  });
  const compiled: (...options: Parameters<CoreOptions['instantiateWasm']>) => Promise<void> = async (imports, done) => {
    try {
      const { instance, module } = await WebAssembly.instantiate(wasm, imports);
      memory = Object.values(instance.exports).find((one) => one instanceof WebAssembly.Memory);
      done(instance, module);
    } catch (reason) {
      failed(reason);
    }
  };
  const made = make({
    TesseractProgress: progress,
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm(imports, done) {
      void compiled(imports, done);
      return {};
    },
  });
  const core = await Promise.race([made, broken]);
  const api = new core.TessBaseAPI();
  // Enough to take pictures; a language comes when text is read.
  api.InitForAnalysePage();
  let speaks = '';

  const show = (file: Uint8Array, turn: number): boolean => {
    core.FS.writeFile('/input', file);
    const shown = api.SetImageFile(turn, 0) === 0;
    core.FS.unlink('/input');
    return shown;
  };

  return {
    learn: (language, data) => core.FS.writeFile(`./${language}.traineddata`, data),

    decode(file, turn) {
      if (!show(file, turn)) return undefined;
      const picture = api.GetInputImage();
      return memory && pixelsOf(picture, memory);
    },

    read(page, languages) {
      if (speaks !== languages && api.Init(null, languages, LSTM) !== 0) throw new Error(`no data for ${languages}`);
      speaks = languages;
      if (!show(page, 1)) throw new Error('the page was not taken');
      api.Recognize(null);
      const lines = linesOf(api.GetTSVText(0));
      api.Clear();
      return lines;
    },
  };
}

/** Leptonica keeps 32 bits a pixel as R, G, B, A from the highest byte on; 8 bits packed into such words. */
function pixelsOf(picture: TesseractPicture, memory: WebAssembly.Memory): Pixels | undefined {
  const [width, height, depth, rowWords] = [picture.get_w(), picture.get_h(), picture.get_d(), picture.get_wpl()];
  const place = picture.get_data();
  const from = typeof place === 'number' ? place : place.ptr;
  if (depth !== 32 && depth !== 8 && depth !== 1) return undefined;
  const words = new Uint32Array(memory.buffer, from, rowWords * height);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      const bit = x * depth;
      const word = words[y * rowWords + (bit >>> 5)] as number;
      if (depth === 32) {
        data[to] = word >>> 24;
        data[to + 1] = (word >>> 16) & 255;
        data[to + 2] = (word >>> 8) & 255;
      } else {
        const value = word >>> (32 - depth - (bit & 31));
        data.fill(depth === 8 ? value & 255 : value & 1 ? 0 : 255, to, to + 3);
      }
      data[to + 3] = 255;
    }
  }
  return { width, height, data };
}

/** Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, sureness, text. */
function linesOf(table: string): Line[] {
  const lines: Line[] = [];
  for (const row of table.normalize('NFC').split('\n')) {
    const [level, , , , , , left = 0, top = 0, width = 0, height = 0, sure = 0] = row.split('\t').map(Number);
    const text = row.split('\t')[11]?.trim();
    if (level === 4) lines.push({ left, right: left + width, top, bottom: top + height, words: [] });
    if (level === 5 && text) lines.at(-1)?.words.push({ text, left, right: left + width, sure });
  }
  return lines.filter(({ words }) => words.length > 0);
}
