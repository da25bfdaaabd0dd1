import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{engines,platform,packs,features,apps,tools,bench,conformance}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/build/**', '**/.svelte-kit/**'],
    globalSetup: ['platform/testkit/global-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
