import { enableCompileCache } from 'node:module';
import path from 'node:path';

// Half of the time of a short command is reading code: kept compiled beside the other installed code, where nobody else
// can write. Where that is not possible, nothing is kept and nothing fails.
enableCompileCache(path.join(import.meta.dirname, '../../node_modules/.cache/khien'));

await import('./program.ts');
