/** Standard decorators of this version of the proposal, for the specs that run under both kinds; legacy ones by default. */
const standard = process.env.DYNACT_DECORATORS;

/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/spec'],
  testMatch: ['**/*.spec.ts'],
  // class-transformer's decorators are legacy ones.
  testPathIgnorePatterns: ['/node_modules/', ...(standard ? ['class-transformer'] : [])],
  // The same language options as tsconfig.json: legacy decorators, design:type, fields as the standard defines them.
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: {
            ...(standard ? { decoratorVersion: standard } : { legacyDecorator: true, decoratorMetadata: true }),
            useDefineForClassFields: true,
          },
          keepClassNames: true,
        },
        module: { type: 'commonjs', ignoreDynamic: true },
      },
    ],
  },
  moduleNameMapper: {
    '^dynact$': '<rootDir>/lib/index.ts',
    '^dynact/class-validator$': '<rootDir>/lib/class-validator/index.ts',
    '^dynact/memory$': '<rootDir>/lib/engine/index.ts',
    '^dynact/otel$': '<rootDir>/lib/otel/index.ts',
    '^dynact/streams$': '<rootDir>/lib/streams/index.ts',
    // The build for bundlers, which the package reads as well.
    '^class-transformer/esm5/storage$': 'class-transformer/cjs/storage',
    '^dynact/testing$': '<rootDir>/lib/testing/index.ts',
  },
  globalSetup: './spec/support/global-setup.ts',
  globalTeardown: './spec/support/global-teardown.ts',
  setupFiles: ['./spec/support/fast-lane.ts'],
  reporters: ['default', './spec/support/backend-reporter.js'],
  // The packaging spec mostly waits for the compilers and programs that it starts.
  maxWorkers: '100%',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testTimeout: 60_000,
};
