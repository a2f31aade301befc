import type { Block, MarkdownPage } from './markdown';
import { type Statement, statementsOf } from './statements';

/** A file that a page's snippets come to. */
export interface GeneratedFile {
  readonly name: string;
  readonly code: string;
}

export interface Program {
  /** Snippets that name themselves in their first line, `// account.ts`: the others import them. */
  readonly modules: readonly GeneratedFile[];
  /** All other snippets, one inside the scope of the other. */
  readonly flow: GeneratedFile;
}

/** What the snippets of a page come to as TypeScript: compiled by tsc and run by jest, both as they stand. */
export function programOf({ path, blocks }: MarkdownPage): Program {
  const snippets = blocks.filter(({ language }) => language === 'ts');
  const modules = snippets.flatMap(block => {
    const name = /^\/\/ ([\w.-]+\.ts)\n/.exec(block.code)?.[1];
    return name ? [{ name, block }] : [];
  });
  const unchecked = modules.find(({ block }) => directiveCount(block.code) > 0);
  if (unchecked) throw new Error(`${path}: ${unchecked.name} is a module, whose comments are not checked`);
  const flows = snippets.filter(block => !modules.some(module => module.block === block));
  return {
    modules: modules.map(({ name, block }) => ({ name, code: block.code })),
    flow: { name: 'flow.ts', code: flowOf(path, flows, entitiesOf(modules.map(({ block }) => block.code).join('\n'))) },
  };
}

/** The classes with a table: the embedded engine needs it before they are used. */
function entitiesOf(code: string): string[] {
  return [...code.matchAll(/^@Table\([\s\S]*?^(?:export )?class (\w+)/gm)].map(([, name]) => name!);
}

function flowOf(path: string, snippets: readonly Block[], imported: readonly string[]): string {
  const imports = new Set<string>();
  const scopes = snippets.map(block => scopeOf(path, block, imports, imported));
  const close = '}\n'.repeat(scopes.length);
  return `import type { PageRun } from '../../../spec/docs/page-run';
${[...imports].join('\n')}

export async function run(page: PageRun): Promise<void> {
${scopes.map(scope => `{\n${scope}`).join('')}${close}}
`;
}

function scopeOf(
  path: string,
  { code, line: firstLine }: Block,
  imports: Set<string>,
  imported: readonly string[],
): string {
  const lines = [`await page.at(${firstLine});`];
  for (const statement of statementsOf(code)) {
    const isImport = statement.type === 'ImportDeclaration';
    if (!isImport) lines.push(...checked(path, firstLine + statement.line, statement));
    const names = isImport ? importOf(statement.code, imports) : entitiesOf(statement.code);
    const entities = isImport ? names.filter(name => imported.includes(name)) : names;
    for (const name of entities) lines.push(`await page.table(${name});`);
  }
  return `${lines.join('\n')}\n`;
}

/** Each name is imported once for the page. */
function importOf(code: string, imports: Set<string>): string[] {
  const [, list = '', from = ''] = /^import \{([\s\S]*)\} from '(.*)';$/.exec(code) ?? [];
  if (!list) throw new Error(`Snippets import names: ${code}`);
  const names = list
    .split(',')
    .map(name => name.trim())
    .filter(Boolean);
  for (const name of names) imports.add(`import { ${name} } from '${from}';`);
  return names;
}

/** How many comments of a code say something that is to be checked. */
const directiveCount = (code: string): number => code.match(/\/\/ (=>|throws|sends) /g)?.length ?? 0;

/** A statement with what its comments say of it as checks: `// => value`, `// throws Name`, `// sends Operation { ... }`. */
function checked(path: string, line: number, { before, code, after, type }: Statement): string[] {
  const directives = directivesOf(after);
  const statement = code
    .replace(/^(\s+)([^\n]+); \/\/ => (.+)$/gm, `$1page.equal(${line}, $2, $3);`)
    .replace(/^((?:@.+\n)*)export /, '$1');
  const subject = subjectOf(type, statement);
  const hasNoSubject = subject === undefined && directives.some(({ kind }) => kind === '=>');
  if (directives.length !== directiveCount(after) || directiveCount(statement) > 0 || hasNoSubject) {
    throw new Error(`${path}:${line}: a comment here cannot be checked`);
  }
  const expected = before.match(/^\/\/ @ts-expect-error.*$/m) ?? [];
  const requests = directives.filter(({ kind }) => kind === 'sends').map(({ text }) => requestOf(text));
  if (requests.length === 0) return [...expected, ...ran(line, type, statement, subject, directives)];
  return [
    'page.listen();',
    ...expected,
    ...ran(line, type, statement, subject, directives),
    `page.sent(${line}, [${requests.filter(Boolean).join(', ')}]);`,
  ];
}

/** What `// => value` is about: the expression itself, or the variable that the statement declares. */
function subjectOf(type: string, statement: string): string | undefined {
  if (type === 'ExpressionStatement') return `(${statement.replace(/;$/, '')})`;
  return /^(?:const|let) (\w+|\[[\w, ]+\])/.exec(statement)?.[1];
}

function ran(
  line: number,
  type: string,
  statement: string,
  subject: string | undefined,
  directives: readonly Directive[],
): string[] {
  const error = directives.find(({ kind }) => kind === 'throws')?.text;
  const value = directives.find(({ kind }) => kind === '=>')?.text;
  if (error) return [`await page.throws(${line}, async () => { ${statement} }, '${error}');`];
  if (value === undefined) return [statement];
  const check = `page.equal(${line}, ${subject}, ${value});`;
  return type === 'ExpressionStatement' ? [check] : [statement, check];
}

interface Directive {
  readonly kind: string;
  readonly text: string;
}

/** A directive goes on over further comment lines until its brackets are closed. */
function directivesOf(after: string): Directive[] {
  const directives: Directive[] = [];
  const comments = after.split('\n').map(comment => comment.trim().replace(/^\/\/ ?/, ''));
  for (let i = 0; i < comments.length; i++) {
    const [, kind, first] = /^(=>|throws|sends) (.+)$/.exec(comments[i]!) ?? [];
    if (!kind) continue;
    let text = first!;
    while (!isClosed(text) && i + 1 < comments.length) text += `\n${comments[++i]}`;
    directives.push({ kind, text });
  }
  return directives;
}

function isClosed(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/[([{]/g) <= count(/[)\]}]/g);
}

/** `UpdateItem { ... }` as a pair; '' for `nothing`. */
function requestOf(text: string): string {
  if (text === 'nothing') return '';
  const [, operation, parameters = '{}'] = /^(\w+)(?: (\{[\s\S]*\}))?$/.exec(text) ?? [];
  return `['${operation}', ${parameters}]`;
}
