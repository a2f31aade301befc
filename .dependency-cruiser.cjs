// The floors of lib/, from the ground up. A folder may import what stands on lower floors, types included; it never imports its equal.
const floors = [
  ['wire'],
  ['errors'],
  ['codec', 'generate'],
  ['metadata'],
  ['decorators', 'expressions'],
  ['operations'],
  ['client'],
  ['entity'],
  ['load'],
  ['write'],
  ['batch', 'query', 'statements', 'tables', 'transact'],
  ['repository'],
  ['active-record'],
  ['testing', 'index'],
  ['cli'],
];

// What may import less than all the floors below it. The engine is an independent check on what the rest sends.
const narrower = {
  engine: ['wire', 'errors'],
  decorators: ['metadata', 'codec', 'generate', 'errors', 'wire'],
  operations: ['expressions', 'errors', 'wire'],
  cli: ['engine', 'errors', 'wire'],
};

// What may import more: the test backend starts the engine.
const wider = { testing: ['engine'] };

const below = layer =>
  floors
    .slice(
      0,
      floors.findIndex(floor => floor.includes(layer)),
    )
    .flat();
const mayImport = Object.fromEntries(
  [...floors.flat(), 'engine'].map(layer => [layer, [...(narrower[layer] ?? below(layer)), ...(wider[layer] ?? [])]]),
);

const pathOf = layer => (layer === 'index' ? '^lib/index[.]ts$' : `^lib/${layer}/`);

const downward = Object.entries(mayImport).map(([layer, lower]) => ({
  name: `${layer}-imports-downward`,
  comment: `lib/${layer} may import ${lower.length > 0 ? lower.join(', ') : 'no other folder'}.`,
  severity: 'error',
  from: { path: pathOf(layer) },
  to: { path: '^lib/', pathNot: [layer, ...lower].map(pathOf) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...downward,
    {
      name: 'every-folder-has-a-row',
      comment: 'A new folder of lib/ gets its row in the table above.',
      severity: 'error',
      from: { path: '^lib/', pathNot: Object.keys(mayImport).map(pathOf) },
      to: {},
    },
    {
      name: 'one-barrel',
      comment: 'An index.ts is an entry of the package, for users. Inside lib/, import the file that has the thing.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '(^|/)index[.]ts$', pathNot: '^node_modules/' },
    },
    {
      name: 'only-entries-are-index-files',
      comment: 'index.ts exists only where package.json exports it.',
      severity: 'error',
      from: { path: '/index[.]ts$', pathNot: '^lib/(engine/|testing/)?index[.]ts$' },
      to: {},
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'public-sdk-only',
      comment: 'The AWS SDK by its public entry points: no @smithy package, no dist folder.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '(^|/)(@smithy|@aws-sdk)/', pathNot: '/@aws-sdk/[^/]+/dist-cjs/index[.]js$' },
    },
    {
      name: 'declared-dependencies',
      comment: 'A user has only the dependencies, optional and peer dependencies of package.json.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { dependencyTypesNot: ['local', 'core', 'npm', 'npm-optional', 'npm-peer'] },
    },
  ],
  options: {
    // Types count: sources are read as they are written. swc parses them, as TypeScript 7 has no API to do it with.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['require', 'types'],
    },
  },
};
