import fc from 'fast-check';
import type { AttributeValue, Item } from '../../../lib/wire/attribute-value';
import { brokenValue, text, validNumber, value } from './values';

/** A part of an expression: text as it is, or what becomes a placeholder. */
export type Piece = string | { readonly name: string } | { readonly value: AttributeValue };

/** An expression, in parts that are joined by spaces. */
export type Pieces = readonly Piece[];

/** The expressions of one request with the placeholders that they share. */
export interface Rendered {
  readonly texts: readonly string[];
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Item;
}

/** Gives every name and value a placeholder of its own. */
export function render(expressions: readonly Pieces[]): Rendered {
  const names: Record<string, string> = {};
  const values: Item = {};
  const textOf = (piece: Piece): string => {
    if (typeof piece === 'string') return piece;
    if ('name' in piece) {
      const placeholder = `#n${Object.keys(names).length}`;
      names[placeholder] = piece.name;
      return placeholder;
    }
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = piece.value;
    return placeholder;
  };
  return {
    texts: expressions.map(pieces => pieces.map(textOf).join(' ')),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

const attributeName: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Piece>('n', 't', 'ss', 'ns', 'l', 'm', 'w', 'q') },
  { weight: 3, arbitrary: fc.constantFrom('n', 'm', 'l', 'name', 'x.y').map((name): Piece => ({ name })) },
  { weight: 1, arbitrary: fc.constantFrom<Piece>('p', 's', 'g', 'h', 'name', 'size') },
);

const step: fc.Arbitrary<Pieces> = fc.oneof(
  fc.constantFrom<Piece>('x', 'y', 'z').map((name): Pieces => ['.', name]),
  fc.integer({ min: 0, max: 3 }).map((index): Pieces => ['[', String(index), ']']),
);

export const path: fc.Arbitrary<Pieces> = fc.oneof(
  { weight: 3, arbitrary: attributeName.map((name): Pieces => [name]) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom<Piece>('m', 'l', 'w', { name: 'm' }), fc.array(step, { minLength: 1, maxLength: 2 }))
      .map(([name, steps]): Pieces => [name, ...steps.flat()]),
  },
);

const literal: fc.Arbitrary<Pieces> = fc
  .oneof(
    { weight: 3, arbitrary: validNumber.map((N): AttributeValue => ({ N })) },
    { weight: 2, arbitrary: text.map((S): AttributeValue => ({ S })) },
    { weight: 2, arbitrary: value },
  )
  .map((each): Pieces => [{ value: each }]);

const operand: fc.Arbitrary<Pieces> = fc.oneof(
  { weight: 4, arbitrary: path },
  { weight: 4, arbitrary: literal },
  { weight: 1, arbitrary: path.map((inner): Pieces => ['size(', ...inner, ')']) },
);

const comparator = fc.constantFrom<Piece>('=', '<>', '<', '<=', '>', '>=');
const typeName = fc
  .constantFrom('S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M')
  .map((S): Piece => ({ value: { S } }));

const test: fc.Arbitrary<Pieces> = fc.oneof(
  fc.tuple(operand, comparator, operand).map(([left, sign, right]): Pieces => [...left, sign, ...right]),
  fc.tuple(operand, operand, operand).map(([a, b, c]): Pieces => [...a, 'BETWEEN', ...b, 'AND', ...c]),
  fc
    .tuple(operand, fc.array(operand, { minLength: 1, maxLength: 3 }))
    .map(([a, list]): Pieces => [...a, 'IN', '(', ...commaSeparated(list), ')']),
  fc
    .tuple(fc.constantFrom('attribute_exists', 'attribute_not_exists'), path)
    .map(([name, inner]): Pieces => [`${name}(`, ...inner, ')']),
  fc.tuple(path, typeName).map(([inner, type]): Pieces => ['attribute_type(', ...inner, ',', type, ')']),
  fc
    .tuple(fc.constantFrom('begins_with', 'contains'), operand, operand)
    .map(([name, a, b]): Pieces => [`${name}(`, ...a, ',', ...b, ')']),
);

const { wellFormedCondition } = fc.letrec<{ wellFormedCondition: Pieces }>(tie => ({
  wellFormedCondition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    test,
    fc
      .tuple(tie('wellFormedCondition'), fc.constantFrom('AND', 'OR', 'and'), tie('wellFormedCondition'))
      .map(([left, word, right]): Pieces => [...left, word, ...right]),
    tie('wellFormedCondition').map((inner): Pieces => ['NOT', ...inner]),
    tie('wellFormedCondition').map((inner): Pieces => ['(', ...inner, ')']),
  ),
}));

const numeric: fc.Arbitrary<Pieces> = fc.oneof(
  { weight: 3, arbitrary: validNumber.map((N): Pieces => [{ value: { N } }]) },
  { weight: 2, arbitrary: fc.constantFrom<Pieces>(['n'], ['m', '.', 'x']) },
  { weight: 1, arbitrary: fc.oneof(path, literal) },
);

const list: fc.Arbitrary<Pieces> = fc.oneof(
  { weight: 3, arbitrary: listLiteral() },
  { weight: 2, arbitrary: fc.constant<Pieces>(['l']) },
  { weight: 1, arbitrary: path },
);

const assigned: fc.Arbitrary<Pieces> = fc.oneof(
  { weight: 3, arbitrary: literal },
  { weight: 1, arbitrary: path },
  {
    weight: 2,
    arbitrary: fc
      .tuple(numeric, fc.constantFrom<Piece>('+', '-'), numeric)
      .map(([left, sign, right]): Pieces => [...left, sign, ...right]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(path, fc.oneof(path, literal))
      .map(([inner, fallback]): Pieces => ['if_not_exists(', ...inner, ',', ...fallback, ')']),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(list, list).map(([first, second]): Pieces => ['list_append(', ...first, ',', ...second, ')']),
  },
);

/** One action of an update: the word of its section, and what follows. */
interface Action {
  readonly word: string;
  readonly target: Pieces;
  readonly rest: Pieces;
}

/** Mostly a whole attribute, as what a path goes through is not always there. */
const target: fc.Arbitrary<Pieces> = fc.oneof(
  { weight: 4, arbitrary: attributeName.map((name): Pieces => [name]) },
  { weight: 1, arbitrary: path },
);

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(target, assigned).map(([at, source]) => actionOf('SET', at, ['=', ...source])) },
  { weight: 2, arbitrary: target.map(at => actionOf('REMOVE', at, [])) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom<Piece>('n', 'm', 'l'), numeric).map(([at, N]) => actionOf('ADD', [at], N)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('ADD', 'DELETE'), fc.constantFrom<Piece>('ss', 'ns'), setLiteral())
      .map(([word, at, set]) => actionOf(word, [at], set)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('ADD', 'DELETE'), target, addend())
      .map(([word, at, operand]) => actionOf(word, at, operand)),
  },
);

/** Mostly of different attributes, as paths that overlap are refused. */
const wellFormedUpdate: fc.Arbitrary<Pieces> = fc
  .oneof(
    {
      weight: 8,
      arbitrary: fc.uniqueArray(action, { minLength: 1, maxLength: 4, selector: each => attributeOf(each.target) }),
    },
    { weight: 1, arbitrary: fc.array(action, { minLength: 1, maxLength: 3 }) },
  )
  .map(inSections);

const wellFormedProjection: fc.Arbitrary<Pieces> = fc
  .array(path, { minLength: 1, maxLength: 3 })
  .map((paths): Pieces => commaSeparated(paths));

const strayPiece: fc.Arbitrary<Piece> = fc.oneof(
  fc.constantFrom<Piece>(
    'AND',
    'OR',
    'NOT',
    '(',
    ')',
    ',',
    '=',
    '<>',
    '.',
    '[',
    ']',
    '[0]',
    'SET',
    'REMOVE',
    'ADD',
    'IN',
    'BETWEEN',
    'a',
    'name',
    'foo(',
    'size(',
    'contains(',
    'attribute_exists(',
    'if_not_exists(',
    'list_append(',
    ':undefined',
    '#undefined',
    '1',
    '!',
    '"',
    '+',
    '-',
    '_a',
    '',
  ),
  brokenValue.map((each): Piece => ({ value: each })),
);

export const condition = sometimesBroken(wellFormedCondition);
export const update = sometimesBroken(wellFormedUpdate);
export const projection = sometimesBroken(wellFormedProjection);

/** One expression in twelve has a part left out, put in, or said twice. */
function sometimesBroken(pieces: fc.Arbitrary<Pieces>): fc.Arbitrary<Pieces> {
  const broken = fc.tuple(pieces, fc.nat(), fc.constantFrom('drop', 'insert', 'double'), strayPiece);
  return fc.oneof(
    { weight: 11, arbitrary: pieces },
    {
      weight: 1,
      arbitrary: broken.map(([whole, seed, change, stray]): Pieces => {
        const at = seed % whole.length;
        const before = whole.slice(0, at);
        const after = whole.slice(at + 1);
        const piece = whole[at] as Piece;
        if (change === 'drop') return [...before, ...after];
        return change === 'insert' ? [...before, stray, piece, ...after] : [...before, piece, piece, ...after];
      }),
    },
  );
}

function actionOf(word: string, at: Pieces, rest: Pieces): Action {
  return { word, target: at, rest };
}

function attributeOf([head]: Pieces): unknown {
  return typeof head === 'object' && 'name' in head ? head.name : head;
}

function inSections(actions: readonly Action[]): Pieces {
  const words = [...new Set(actions.map(({ word }) => word))];
  return words.flatMap(word => {
    const section = actions.filter(each => each.word === word);
    return [word, ...commaSeparated(section.map(each => [...each.target, ...each.rest]))];
  });
}

function addend(): fc.Arbitrary<Pieces> {
  return fc.oneof(
    validNumber.map((N): Pieces => [{ value: { N } }]),
    setLiteral(),
    literal,
  );
}

function setLiteral(): fc.Arbitrary<Pieces> {
  return fc.oneof(
    fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }).map((SS): Pieces => [{ value: { SS } }]),
    fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1 }).map((NS): Pieces => [{ value: { NS } }]),
  );
}

function listLiteral(): fc.Arbitrary<Pieces> {
  return fc.array(value, { maxLength: 2 }).map((L): Pieces => [{ value: { L } }]);
}

function commaSeparated(list: readonly Pieces[]): Pieces {
  return list.flatMap((pieces, at) => (at === 0 ? pieces : [',', ...pieces]));
}
