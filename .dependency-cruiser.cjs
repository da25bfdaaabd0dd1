/**
 * The laws of imports: apps → features → platform → engines, never upwards, no cycles; engines import engines only;
 * a feature meets another one through its index.ts alone. `tools/check.ts` also asserts how many modules were read,
 * because a cruise that resolves nothing passes everything.
 */
const room = (name) => `^${name}/`;
const testFile = '\\.test\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'unresolved', severity: 'error', from: { pathNot: '^apps/web/' }, to: { couldNotResolve: true } },
    {
      name: 'engines-import-engines-only',
      severity: 'error',
      from: { path: room('engines'), pathNot: testFile },
      to: {
        pathNot: ['^engines/', 'node_modules/(tldts|@noble/hashes|js-yaml|re2js|ipaddr\\.js)'],
      },
    },
    {
      name: 'packs-are-data',
      severity: 'error',
      from: { path: room('packs'), pathNot: testFile },
      to: { path: ['^platform/', '^features/', '^apps/'] },
    },
    {
      name: 'platform-not-upwards',
      severity: 'error',
      from: { path: room('platform') },
      to: { path: ['^features/', '^apps/', '^packs/'] },
    },
    { name: 'features-not-upwards', severity: 'error', from: { path: room('features') }, to: { path: '^apps/' } },
    {
      name: 'a-room-has-one-door',
      severity: 'error',
      from: { path: '^(engines|platform|features|packs)/([^/]+)/' },
      to: {
        path: '^(engines|platform|features|packs)/[^/]+/',
        pathNot: ['/node_modules/', '^$1/$2/', '/index\\.ts$', '\\.json$'],
      },
    },
    {
      name: 'apps-use-doors',
      severity: 'error',
      from: { path: '^(apps|bench|conformance|e2e|tools)/' },
      to: { path: '^(engines|platform|features|packs)/[^/]+/', pathNot: ['/index\\.ts$', '\\.json$'] },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { pathNot: [testFile, '^(bench|conformance|e2e|tools)/', 'testkit/'] },
      to: { path: [testFile, '^(bench|conformance|e2e)/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/build/', '\\.svelte-kit', 'paraglide/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
