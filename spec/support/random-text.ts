import fc from 'fast-check';
import type { AttributeValue } from '../../lib/wire/attribute-value';

/** A string of JSON, in one of the ways in which it may be written. */
export type Write = (text: string) => string;

export const writes: Record<string, Write> = {
  plain: text => JSON.stringify(text),
  unicode: text =>
    `"${text
      .split('')
      .map(unit => `\\u${hex(unit)}`)
      .join('')}"`,
  mixed: text => {
    const escaped = (unit: string, i: number) =>
      i % 3 === 0 ? `\\u${hex(unit).toUpperCase()}` : unit === '/' ? '\\/' : JSON.stringify(unit).slice(1, -1);
    return `"${text.split('').map(escaped).join('')}"`;
  },
};

const hex = (unit: string) => unit.charCodeAt(0).toString(16).padStart(4, '0');

/** An attribute value, or anything else, as JSON text. Pairs of names and values stand for objects, as these keep their order and duplicates. */
export type Tree = Pairs | Tree[] | string | boolean;
export class Pairs {
  constructor(readonly pairs: readonly (readonly [string, Tree])[]) {}
}

export function textOf(tree: Tree, write: Write, gap = ''): string {
  if (typeof tree === 'string') return write(tree);
  if (typeof tree === 'boolean') return String(tree);
  if (Array.isArray(tree)) return `[${tree.map(element => gap + textOf(element, write, gap)).join(',')}${gap}]`;
  const members = tree.pairs.map(
    ([name, value]) => `${gap}${JSON.stringify(name)}${gap}:${gap}${textOf(value, write, gap)}`,
  );
  return `{${members.join(',')}${gap}}`;
}

/** The tree of an attribute value. */
export function treeOf(value: AttributeValue): Tree {
  const [[type, inner]] = Object.entries(value) as [[string, unknown]];
  if (type === 'M') {
    const members = Object.entries(inner as Record<string, AttributeValue>);
    return new Pairs([[type, new Pairs(members.map(([name, member]) => [name, treeOf(member)]))]]);
  }
  if (type === 'L') return new Pairs([[type, (inner as AttributeValue[]).map(treeOf)]]);
  return new Pairs([[type, inner as Tree]]);
}

const strings = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '"',
    '\\',
    'a\\"b',
    '"},"b":{"S":"',
    '\n',
    '\u0000',
    'ü',
    '\ud83d\ude00',
    '\ud800',
    '/',
    '{}[],:',
    'a'.repeat(300),
  ),
);

const numbers = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    '0',
    '-0',
    '.5',
    '5.',
    '-',
    '',
    'x',
    '1.2.3',
    '12345678901234567890123456789012345678',
    '1e10',
    '9007199254740993',
    '0.1',
    '-1.50',
    '999999999999999',
  ),
);

export const attributeValue: fc.Arbitrary<AttributeValue> = fc.letrec<{
  value: AttributeValue;
  scalar: AttributeValue;
}>(tie => ({
  scalar: fc.oneof(
    { weight: 4, arbitrary: strings.map(S => ({ S })) },
    { weight: 3, arbitrary: numbers.map(N => ({ N })) },
    fc.uint8Array().map(bytes => ({ B: Buffer.from(bytes).toString('base64') })),
    fc.boolean().map(BOOL => ({ BOOL })),
    fc.constant({ NULL: true as const }),
    fc.uniqueArray(strings, { maxLength: 3 }).map(SS => ({ SS })),
    fc.uniqueArray(fc.integer().map(String), { maxLength: 3 }).map(NS => ({ NS })),
    fc.constant({ BS: ['AQI=', ''] as string[] }),
    fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map(date => ({ S: date.toISOString() })),
  ),
  value: fc.oneof(
    { weight: 6, arbitrary: tie('scalar') },
    fc
      .array(
        strings.map(S => ({ S })),
        { maxLength: 4 },
      )
      .map(L => ({ L })),
    fc.array(tie('value'), { maxLength: 3 }).map(L => ({ L })),
    fc
      .dictionary(
        fc.oneof(
          strings.filter(name => name !== ''),
          fc.constantFrom('street', 'city', '__proto__'),
        ),
        tie('value'),
        { maxKeys: 3 },
      )
      .map(M => ({ M })),
  ),
})).value;
