import fc from 'fast-check';
import type { AttributeValue, Item } from '../../../lib/wire/attribute-value';
import { attributes, brokenValue, value } from './values';

export type KeyType = 'S' | 'N' | 'B';

/** A table to make: always `p`, perhaps `s`, and indexes over `g`, `h` and `l`. */
export interface TableShape {
  readonly types: { readonly p: KeyType; readonly s?: KeyType };
  readonly global?: { readonly keys: readonly ('g' | 'h')[]; readonly projection: Projection };
  readonly local?: { readonly projection: Projection };
}

type Projection = { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };

const GLOBAL_TYPES = { g: 'S', h: 'N' } as const;
const LOCAL_TYPE = 'N';

const projection = fc.constantFrom<Projection>(
  { ProjectionType: 'ALL' },
  { ProjectionType: 'KEYS_ONLY' },
  { ProjectionType: 'INCLUDE', NonKeyAttributes: ['n', 'm'] },
);
const keyType = fc.constantFrom<KeyType>('S', 'S', 'N', 'B');

export const tableShape: fc.Arbitrary<TableShape> = fc
  .record({
    p: keyType,
    s: fc.option(keyType, { nil: undefined, freq: 3 }),
    global: fc.option(fc.record({ keys: fc.constantFrom<('g' | 'h')[]>(['g'], ['g', 'h']), projection }), {
      nil: undefined,
      freq: 2,
    }),
    local: fc.option(fc.record({ projection }), { nil: undefined }),
  })
  .map(({ p, s, global, local }) => ({ types: s ? { p, s } : { p }, global, local: s && local }));

/** The request that makes the table. */
export function createRequest(TableName: string, { types, global, local }: TableShape): object {
  const definitions = new Map<string, KeyType>(Object.entries(types) as [string, KeyType][]);
  for (const name of global?.keys ?? []) definitions.set(name, GLOBAL_TYPES[name]);
  if (local) definitions.set('l', LOCAL_TYPE);
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...definitions].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: keySchema(types.s ? ['p', 's'] : ['p']),
    ...(global && {
      GlobalSecondaryIndexes: [
        { IndexName: 'global', KeySchema: keySchema(global.keys), Projection: global.projection },
      ],
    }),
    ...(local && {
      LocalSecondaryIndexes: [{ IndexName: 'local', KeySchema: keySchema(['p', 'l']), Projection: local.projection }],
    }),
  };
}

function keySchema(names: readonly string[]): object[] {
  return names.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' }));
}

/** Few key values, so that requests meet the same items. */
export const keyValues: Readonly<Record<KeyType, fc.Arbitrary<AttributeValue>>> = {
  S: fc.constantFrom('a', 'b', 'ab', 'é', '\u{1f600}', '\uff5e').map(S => ({ S })),
  N: fc.constantFrom('1', '2', '10', '-1', '0.5', '1e2', '-1.5').map(N => ({ N })),
  B: fc.constantFrom('AA==', 'AQ==', '/w==', 'AQA=', '//8=').map(B => ({ B })),
};

/** The key of an item; rarely a wrong one. */
export function keyOf({ types }: TableShape): fc.Arbitrary<Item> {
  const right = fc.record(
    Object.fromEntries(Object.entries(types).map(([name, type]) => [name, keyValues[type as KeyType]])),
  ) as fc.Arbitrary<Item>;
  const wrong: fc.Arbitrary<Item> = fc.oneof(
    fc.constant({}),
    right.map(key => ({ ...key, extra: { S: 'a' } })),
    fc.tuple(right, value).map(([key, p]) => ({ ...key, p })),
    fc.tuple(right, brokenValue).map(([key, p]) => ({ ...key, p })),
    right.map(({ p, ...rest }) => rest),
    right.map(key => ({ ...key, p: { S: '' } })),
  );
  return fc.oneof({ weight: 24, arbitrary: right }, { weight: 1, arbitrary: wrong });
}

/** A whole item; the keys of indexes are now and then absent, and rarely of another type. */
export function itemOf(shape: TableShape): fc.Arbitrary<Item> {
  const indexKeys: Record<string, fc.Arbitrary<AttributeValue>> = {};
  for (const name of shape.global?.keys ?? []) indexKeys[name] = rarely(keyValues[GLOBAL_TYPES[name]]);
  if (shape.local) indexKeys.l = rarely(keyValues[LOCAL_TYPE]);
  return fc
    .tuple(keyOf(shape), attributes, fc.record(indexKeys, { requiredKeys: [] }), fc.option(brokenValue, { freq: 30 }))
    .map(([key, rest, indexed, broken]) => ({ ...rest, ...(indexed as Item), ...key, ...(broken && { w: broken }) }));
}

function rarely(right: fc.Arbitrary<AttributeValue>): fc.Arbitrary<AttributeValue> {
  return fc.oneof({ weight: 20, arbitrary: right }, { weight: 1, arbitrary: value });
}
