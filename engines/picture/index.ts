export { isWhole, sniffPicture } from './kinds.ts';
export { around, type Box, type Pixels, toPage } from './page.ts';
export { type MakeCore, openTesseract, type Tesseract } from './tesseract.ts';
export { readText } from './text.ts';
