import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync as swc } from '@swc/core';
import * as esbuild from 'esbuild';
import { readPage } from '../docs/markdown';
import { type Consumer, fixture, installPackage } from './consumer';

jest.setTimeout(240_000);

/** As a user would have them, and with declaration files checked: ours and, through them, the SDK's. */
const COMPILER_OPTIONS = {
  module: 'nodenext',
  target: 'es2022',
  strict: true,
  declaration: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  types: ['node'],
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  rootDir: 'src',
};

/** What a program of the fixtures needs besides. */
const PEERS = {
  'traced.ts': ['@opentelemetry/api', '@opentelemetry/sdk-trace-base', '@opentelemetry/sdk-metrics'],
  'validated.ts': ['class-validator'],
} as const;

const DECORATED = { tsconfigRaw: { compilerOptions: { experimentalDecorators: true } } } as const;
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const FORMATS = ['mjs', 'cjs'] as const;
const sourceOf = (format: 'mjs' | 'cjs') => (format === 'mjs' ? 'mts' : 'cts');

/** The program of all kinds of fields, as swc compiles it. */
function fieldsBySwc(choices: { useDefineForClassFields?: boolean } = {}): string {
  const { code } = swc(fixture('fields.ts'), {
    configFile: false,
    swcrc: false,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, ...choices },
    },
    module: { type: 'es6' },
  });
  return code;
}

describe('the packed package', () => {
  let consumer: Consumer;

  beforeAll(() => {
    consumer = installPackage();
    for (const format of FORMATS) {
      consumer.write(`src/account.${sourceOf(format)}`, fixture('account.ts'));
      for (const entity of FORMATS) {
        const program = fixture('program.ts').replace("'./account'", `'./account.${entity}'`);
        consumer.write(`src/program-${entity}.${sourceOf(format)}`, program);
      }
    }
    consumer.write('src/fields.mts', fixture('fields.ts'));
  });

  afterAll(() => consumer?.remove());

  it('has the dynact command', () => {
    expect(consumer.node('node_modules/.bin/dynact', 'serve', '--help')).toContain('Usage: dynact serve');
  });

  it.each(['dynact', 'dynact/memory', 'dynact/streams', 'dynact/testing'])(
    'exports plain values from %s, no getters',
    entry => {
      const getters = `Object.values(Object.getOwnPropertyDescriptors(require('${entry}'))).filter(({ get }) => get)`;
      consumer.write('getters.cjs', `console.log(${getters}.length)`);
      expect(consumer.node('getters.cjs')).toBe('0');
    },
  );

  it.each([
    ['dynact/vitest-setup', 'setup,teardown'],
    ['dynact/jest-preset', 'default,globalSetup,globalTeardown'],
  ])('gives test runners what they look for in %s', (entry, names) => {
    consumer.write(
      'names.mjs',
      `console.log(Object.keys(await import('${entry}')).filter(name => name !== 'module.exports').join())`,
    );
    expect(consumer.node('names.mjs')).toBe(names);
  });

  it('declares what a program can reach, and nothing of the insides', () => {
    const dist = join(consumer.folder, 'node_modules/dynact/dist');
    const declared = readdirSync(dist, { encoding: 'utf8', recursive: true }).filter(file => file.endsWith('.d.ts'));
    expect(declared).toContain('query/reading.d.ts');
    const insides =
      /^(operations[/]read|metadata[/]entity-metadata|codec[/](?!custom)|engine[/](expressions|reading|storage|tables))/;
    expect(declared.filter(file => insides.test(file))).toEqual([]);
    const internal = /@internal|\b(EntityMetadata|RecordState|ReadPlan|WritePlan|[tT]racking|Database|Stream)\b/;
    expect(declared.filter(file => internal.test(readFileSync(join(dist, file), 'utf8')))).toEqual([]);
  });

  it('has its guides, whose links lead to what is in it', () => {
    const root = join(consumer.folder, 'node_modules/dynact');
    const files = readdirSync(root, { encoding: 'utf8', recursive: true }).filter(
      file => file.endsWith('.md') && !file.includes('node_modules'),
    );
    expect(files).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'docs/models.md']));
    const pages = files.map(file => readPage(join(root, file), root));
    const anchors = new Map(pages.map(page => [join(root, page.path), page.anchors]));
    const leadsNowhere = (path: string, link: string) => {
      const [file, anchor] = link.split('#');
      const target = file ? join(root, dirname(path), file) : join(root, path);
      return anchor ? !anchors.get(target)?.includes(anchor) : !target.startsWith(root) || !existsSync(target);
    };
    const broken = pages.flatMap(({ path, links }) =>
      links.filter(link => leadsNowhere(path, link)).map(link => `${path}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it('keeps the data of an engine in a folder', () => {
    const program = `
      import { openEngine } from 'dynact/memory';
      const engine = await openEngine({ data: 'data' });
      await engine.close();
      console.log('works');
    `;
    consumer.write('data.mjs', program);
    expect(consumer.node('data.mjs')).toBe('works');
  });

  it('runs on the oldest SDK that it says it takes', () => {
    const { peerDependencies } = require('../../package.json') as { peerDependencies: Record<string, string> };
    const oldest = peerDependencies['@aws-sdk/client-dynamodb']!.replace('^', '');
    consumer.install('oldest', `@aws-sdk/client-dynamodb@${oldest}`);
    consumer.write('oldest/fields.mjs', fieldsBySwc());
    consumer.write('oldest/version.cjs', "console.log(require('@aws-sdk/client-dynamodb/package.json').version);");
    expect(consumer.node('oldest/version.cjs')).toBe(oldest);
    expect(consumer.node('oldest/fields.mjs')).toBe('works');
  });

  describe.each([
    ['openTelemetry makes one span of each call, and records how long it took', 'traced.ts'],
    ['classValidator checks records', 'validated.ts'],
  ])('%s', (_, program) => {
    beforeAll(() => consumer.link(...PEERS[program as keyof typeof PEERS]));

    it.each(['cjs', 'esm'] as const)('as %s', format => {
      const file = `peers/${program}.${format === 'cjs' ? 'cjs' : 'mjs'}`;
      consumer.write(file, esbuild.transformSync(fixture(program), { ...DECORATED, loader: 'ts', format }).code);
      expect(consumer.node(file)).toBe('works');
    });

    it.each(['cjs', 'esm'] as const)('in a bundle as %s', format => {
      const file = `peers/bundled-${program}.${format === 'cjs' ? 'cjs' : 'mjs'}`;
      const { outputFiles } = esbuild.buildSync({
        ...DECORATED,
        stdin: { contents: fixture(program), loader: 'ts', resolveDir: consumer.folder },
        bundle: true,
        minify: true,
        // For the names of spans.
        keepNames: true,
        write: false,
        platform: 'node',
        format,
        external: ['@aws-sdk/*'],
        // Packages that are CommonJS alone call for Node's own modules.
        banner: format === 'esm' ? { js: REQUIRE } : {},
      });
      consumer.write(file, outputFiles![0]!.text);
      expect(consumer.node(file)).toBe('works');
    });
  });

  describe('bundled and minified', () => {
    const bundle = (contents: string): string => {
      const { outputFiles, warnings } = esbuild.buildSync({
        stdin: { contents, loader: 'ts', resolveDir: consumer.folder },
        bundle: true,
        minify: true,
        write: false,
        platform: 'node',
        external: ['@aws-sdk/*'],
        logLevel: 'silent',
        tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
      });
      expect(warnings).toEqual([]);
      return outputFiles[0]!.text;
    };

    it('works, though classes have lost their names', () => {
      consumer.write('bundle/fields.cjs', bundle(fixture('fields.ts')));
      expect(consumer.node('bundle/fields.cjs')).toBe('works');
    });

    it('is one module, whether it is imported or required', () => {
      const program =
        "import { DynactError } from 'dynact'; console.log(DynactError === require('dynact').DynactError)";
      consumer.write('bundle/formats.cjs', bundle(program));
      expect(consumer.node('bundle/formats.cjs')).toBe('true');
    });

    it('has no client of the SDK where only changes of a stream are read, by classes that extend nothing', () => {
      const program = `
        import { Attribute, PartitionKey, Table } from 'dynact';
        import { streamHandler } from 'dynact/streams';
        @Table('orders') class Order {
          @PartitionKey({ type: String }) id!: string;
          @Attribute({ type: Number }) total = 0;
        }
        const handler = streamHandler(on => on(Order, 'insert', ({ kind, record }) => console.log(kind, record.total)));
        const NewImage = { id: { S: 'a' }, total: { N: '5' } };
        const dynamodb = { Keys: { id: { S: 'a' } }, NewImage, SequenceNumber: '1' };
        const eventSourceARN = 'arn:aws:dynamodb:us-east-1:1:table/orders/stream/x';
        handler({ Records: [{ eventName: 'INSERT', eventSourceARN, dynamodb }] });
      `;
      const code = bundle(program);
      expect(code).not.toContain('@aws-sdk');
      consumer.write('bundle/streams.cjs', code);
      expect(consumer.node('bundle/streams.cjs')).toBe('insert 5');
    });

    it('leaves out what is not used', () => {
      const [part, whole] = ["export { and } from 'dynact'", "export * from 'dynact'"].map(bundle);
      expect(part!.length).toBeLessThan(whole!.length / 3);
    });
  });

  describe.each([true, false])('compiled with useDefineForClassFields %s', useDefineForClassFields => {
    let diagnostics: string;

    beforeAll(() => {
      const outDir = `tsc-${useDefineForClassFields}`;
      const compilerOptions = { ...COMPILER_OPTIONS, useDefineForClassFields, outDir };
      consumer.write(`${outDir}.json`, JSON.stringify({ compilerOptions, include: ['src'] }));
      diagnostics = consumer.tsc(`${outDir}.json`);
    });

    it('passes the type check of a strict consumer, ES modules and CommonJS, by tsc', () => {
      expect(diagnostics).toBe('');
    });

    it('maps every kind of field under tsc', () => {
      expect(consumer.node(`tsc-${useDefineForClassFields}/fields.mjs`)).toBe('works');
    });

    it('maps every kind of field where no code may be made from strings', () => {
      const options = '--disallow-code-generation-from-strings';
      expect(consumer.node(options, `tsc-${useDefineForClassFields}/fields.mjs`)).toBe('works');
    });

    it('maps every kind of field under swc', () => {
      const code = fieldsBySwc({ useDefineForClassFields });
      consumer.write(`swc-${useDefineForClassFields}/fields.mjs`, code);
      expect(code).toContain('design:type');
      expect(consumer.node(`swc-${useDefineForClassFields}/fields.mjs`)).toBe('works');
    });

    it('maps every kind of field under esbuild, which emits no design:type', () => {
      const { code } = esbuild.transformSync(fixture('fields.ts'), {
        loader: 'ts',
        format: 'esm',
        target: 'es2022',
        tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields } },
      });
      consumer.write(`esbuild-${useDefineForClassFields}/fields.mjs`, code);
      expect(code).not.toContain('design:type');
      expect(consumer.node(`esbuild-${useDefineForClassFields}/fields.mjs`)).toBe('works');
    });

    describe.each(FORMATS)('used from a .%s file', format => {
      it.each(FORMATS)('is one module with one metadata store, the entity declared in a .%s file', entity => {
        expect(consumer.node(`tsc-${useDefineForClassFields}/program-${entity}.${format}`)).toBe('works');
      });
    });
  });
});
