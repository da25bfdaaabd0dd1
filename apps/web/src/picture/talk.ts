/** Address and length in bytes. */
export type PictureFile = readonly [address: string, bytes: number];

/** What the reader fetches when it is first needed; put in by vite-plugin.ts. */
export interface PictureFiles {
  worker: string;
  /** Finds QR codes. */
  codes: PictureFile;
  /** Reads text: script and compiled part, for processors with SIMD and for older ones. */
  fast: { script: string; wasm: PictureFile };
  plain: { script: string; wasm: PictureFile };
  vie: PictureFile;
  eng: PictureFile;
}

/** What the page asks its worker. */
export interface PictureQuestion {
  files: PictureFiles;
  lang: 'vi' | 'en';
  width: number;
  height: number;
  /** Four bytes a pixel; the worker takes them over. */
  data: ArrayBuffer;
}

export type PictureReply =
  | { step: 'code' | 'load' | 'read'; percent: number }
  /** What is known so far goes into the text box; `done` when nothing more comes. */
  | { text: string; sure: number; done: boolean }
  /** A part could not be fetched, or this browser cannot run it. */
  | { failed: 'network' | 'unable' };
