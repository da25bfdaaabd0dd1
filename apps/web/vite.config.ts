import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { messageOptions } from './messages.config.ts';
import { deviceWorker } from './src/device/vite-plugin.ts';
import { citizenScript } from './src/enhance/vite-plugin.ts';
import { passwordScript, passwordWorker } from './src/passwords/vite-plugin.ts';
import { pictureFiles, pictureWorker } from './src/picture/vite-plugin.ts';

// The adapter reads its own settings from variables with this prefix, so that a PORT or HOST
// meant for another program on the machine cannot change how we read a request (handler.ts sets them).
export const ENV_PREFIX = 'KHIEN_WEB_';

/** Phones that people really carry: Chrome 87 and Safari 14 are from 2020. */
const phones = ['chrome87', 'firefox78', 'safari14'];

export default defineConfig({
  plugins: [
    paraglideVitePlugin(messageOptions),
    citizenScript(),
    deviceWorker(phones),
    pictureFiles(),
    pictureWorker(phones),
    passwordScript(phones),
    passwordWorker(phones),
    sveltekit({
      adapter: adapter({ out: 'build', precompress: true, envPrefix: ENV_PREFIX }),
      compilerOptions: { runes: true },
      // Nothing may come from elsewhere: the strictest policy that still lets the pages work.
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['none'],
          'script-src': ['self'],
          'style-src': ['self'],
          // The one style attribute of SvelteKit itself: it hides the line that tells screen readers of a new page.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:', 'blob:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'manifest-src': ['self'],
          'worker-src': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
          'base-uri': ['none'],
          'object-src': ['none'],
        },
      },
      // The citizens' script registers the service worker itself; the console needs none.
      serviceWorker: { register: false },
      // Absolute asset addresses: the answer to a form may be put into a page with another path.
      paths: { relative: false },
    }),
  ],
  environments: {
    client: {
      build: {
        target: phones,
        cssTarget: phones,
      },
    },
  },
});
