// The tour shows the code that it runs: it reads it from its own source, so that the two cannot differ.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The text of a sample: beside us as a source, some folders up once we are built. */
export function sourceOf(name: string): string {
  const folders = [resolve(__dirname, '..'), resolve(__dirname, '../../../samples')];
  return readFileSync(folders.map(folder => join(folder, `${name}.ts`)).find(existsSync)!, 'utf8');
}

/** A class with its decorators. */
export function classCode(source: string, name: string): string {
  const keyword = source.indexOf(`class ${name} `);
  return source.slice(source.lastIndexOf('\n\n', keyword) + 2, source.indexOf('\n}\n', keyword) + 2);
}

export interface Call {
  /** The name of what the call gives, where it is kept. */
  readonly variable: string | undefined;
  /** The arguments after the first one, as code. */
  readonly rest: string[];
}

/** The call whose first argument is a text. */
export function callWith(source: string, text: string): Call {
  const start = source.indexOf(`'${text}',`);
  if (start < 0) throw new Error(`No call with '${text}' in the source`);
  return {
    variable: /const (\w+) = await [\w.]+\(\s*$/.exec(source.slice(0, start))?.[1],
    rest: splitArguments(source.slice(start + text.length + 3)),
  };
}

/** The arguments up to the parenthesis that closes the call. */
function splitArguments(text: string): string[] {
  const found: string[] = [];
  let [depth, from] = [0, 0];
  for (let i = 0; depth >= 0; i++) {
    const character = text[i]!;
    if (character === "'" || character === '`') i = text.indexOf(character, i + 1);
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (depth < 0 || (depth === 0 && character === ',')) {
      found.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return found.filter(Boolean);
}

/** What a function does, without the function around it. `before` goes in front of an expression. */
export function statements(lambda: string, before = ''): string {
  const body = lambda.replace(/^(async )?[\w()]+ =>\s*/, '');
  if (body.startsWith('{')) return dedent(body.slice(1, -1).replace(/^\n|\s+$/g, ''));
  return before + dedent(body);
}

/** The indentation that all lines have in common, taken off; the first line of an expression has none. */
function dedent(code: string): string {
  const indented = code.split('\n').filter(line => line.startsWith(' '));
  const margin = Math.min(...indented.map(line => line.search(/\S/)));
  return indented.length > 0 ? code.replace(new RegExp(`^ {${margin}}`, 'gm'), '') : code;
}
