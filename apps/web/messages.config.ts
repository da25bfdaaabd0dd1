import { type CompilerOptions, compile } from '@inlang/paraglide-js';

/** How the texts in `messages/` become functions; the build and the type check must agree. */
export const messageOptions: CompilerOptions = {
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  strategy: ['cookie', 'baseLocale'],
  cookieName: 'khien_lang',
  outputStructure: 'message-modules',
  emitTsDeclarations: true,
};

// `node messages.config.ts`: before types are checked, because the functions are not kept in the repository.
if (import.meta.main) await compile(messageOptions);
