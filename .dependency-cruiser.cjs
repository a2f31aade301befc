// The floors of lib/, from the ground up. A folder may import what stands on lower floors, types included; it never imports its equal.
const floors = [
  ['wire'],
  ['errors'],
  ['validation'],
  ['codec', 'generate'],
  ['keys'],
  ['metadata'],
  ['decorators', 'expressions'],
  ['operations'],
  ['observe'],
  ['client'],
  ['entity'],
  ['load'],
  ['write'],
  ['batch', 'query', 'statements', 'streams', 'tables'],
  // They query.
  ['associations', 'features', 'transact'],
  ['bulk'],
  ['repository'],
  ['active-record'],
  ['class-validator', 'otel', 'testing', 'index'],
  ['cli'],
];

// The floors of lib/engine/, in the same way.
const engineFloors = [
  ['protocol'],
  ['values'],
  ['storage'],
  ['expressions'],
  ['tables'],
  ['streams'],
  ['metering'],
  ['database'],
  ['reading'],
  ['legacy'],
  ['writing'],
  ['partiql/syntax'],
  ['partiql/compile'],
  ['partiql/run'],
  ['operations'],
  ['fault'],
  ['engine'],
  ['persistence'],
  ['doors'],
  ['index'],
];

// The floors of lib/write/: a write goes through them from the second to the last but one.
const writeFloors = [
  ['expectation', 'in-turn', 'inputs', 'outside-block', 'write'],
  ['actions', 'generate', 'move', 'options'],
  ['check', 'option-names', 'unique', 'write-hooks'],
  ['plan'],
  ['outcome'],
  ['write-alone'],
  ['upsert'],
];

// What may import less than all the floors below it. The engine is an independent check on what the rest sends.
const narrower = {
  engine: ['wire', 'errors'],
  decorators: ['metadata', 'keys', 'codec', 'generate', 'validation', 'errors', 'wire'],
  operations: ['expressions', 'codec', 'errors', 'wire'],
  'class-validator': ['validation', 'errors'],
  otel: ['observe', 'errors'],
  cli: ['engine', 'errors', 'wire'],
};

// What may import more: the test backend starts the engine.
const wider = { testing: ['engine'] };

/** A floor is a folder or a file. */
const pathOf = (root, floor) => `^${root}/${floor}([.]ts$|/)`;
/** Rules of lib/ go by the name of the floor, those of lib/engine/ have `engine-` in front. */
const nameOf = (root, rule) => [...root.split('/').slice(1), rule].join('-').replaceAll('/', '-');

/** For each of the floors under `root`, a rule that it imports lower ones only. */
function downward(root, floors, { narrower = {}, wider = {} } = {}) {
  const below = new Map(floors.flatMap((floor, at) => floor.map(name => [name, floors.slice(0, at).flat()])));
  const named = [...new Set([...below.keys(), ...Object.keys(narrower)])];
  return named.map(name => {
    const lower = [...(narrower[name] ?? below.get(name)), ...(wider[name] ?? [])];
    return {
      name: nameOf(root, `${name}-imports-downward`),
      comment: `${root}/${name} may import ${lower.length > 0 ? lower.join(', ') : 'no other floor'}.`,
      severity: 'error',
      from: { path: pathOf(root, name) },
      to: { path: `^${root}/`, pathNot: [name, ...lower].map(floor => pathOf(root, floor)) },
    };
  });
}

/** A rule that everything under `root` is on one of its floors. */
function complete(root, floors) {
  return {
    name: nameOf(root, 'every-folder-has-a-row'),
    comment: `A new folder of ${root}/ gets its row in the table above.`,
    severity: 'error',
    from: { path: `^${root}/`, pathNot: floors.map(floor => pathOf(root, floor)) },
    to: {},
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...downward('lib', floors, { narrower, wider }),
    complete('lib', [...floors.flat(), 'engine']),
    ...downward('lib/write', writeFloors),
    complete('lib/write', writeFloors.flat()),
    ...downward('lib/engine', engineFloors),
    complete('lib/engine', engineFloors.flat()),
    {
      name: 'metadata-checks-in-one-place',
      comment:
        'lib/metadata/checks/ refuses declarations that do not fit; the rest of lib/metadata compiles what was checked.',
      severity: 'error',
      from: {
        path: '^lib/metadata/',
        pathNot: '^lib/metadata/(checks/|(duration|entity-metadata|table-classes)[.]ts$)',
      },
      to: { path: '^lib/errors/' },
    },
    {
      name: 'engine-runs-anywhere',
      comment: "Only the engine's doors and persistence need Node: the rest is to run in a browser, too.",
      severity: 'error',
      from: { path: '^lib/(engine|wire|errors)/', pathNot: '^lib/engine/(doors|persistence)/' },
      to: { dependencyTypes: ['core'] },
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
      from: { path: '/index[.]ts$', pathNot: '^lib/(class-validator/|engine/|otel/|streams/|testing/)?index[.]ts$' },
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
