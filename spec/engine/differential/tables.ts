import fc from 'fast-check';
import type { AttributeValue, Item } from '../../../lib/wire/attribute-value';
import { attributes, brokenValue, perhaps, value } from './values';

export type KeyType = 'S' | 'N' | 'B';

/** The table that all requests are about, each time a new one. */
export const TABLE = 'things';
/** The global index that some requests add, over `g` and perhaps `h`. */
export const ADDED_INDEX = 'added';

/** A table to make: always `p`, perhaps `s`, and indexes over `g`, `h` and `l`. */
export interface TableShape {
  readonly types: { readonly p: KeyType; readonly s?: KeyType };
  readonly global?: { readonly keys: readonly ('g' | 'h')[]; readonly projection: Projection };
  readonly local?: { readonly projection: Projection };
  readonly stream?: string;
}

type Projection = { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };

export const GLOBAL_TYPES = { g: 'S', h: 'N' } as const;
const LOCAL_TYPE = 'N';

export const streamViewType = fc.constantFrom('NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY');

export const indexProjection = fc.constantFrom<Projection>(
  { ProjectionType: 'ALL' },
  { ProjectionType: 'KEYS_ONLY' },
  { ProjectionType: 'INCLUDE', NonKeyAttributes: ['n', 'm'] },
);
const keyType = fc.constantFrom<KeyType>('S', 'S', 'N', 'B');

export const globalKeys = fc.constantFrom<('g' | 'h')[]>(['g'], ['g', 'h']);

export const tableShape: fc.Arbitrary<TableShape> = fc
  .record({
    p: keyType,
    s: fc.option(keyType, { nil: undefined, freq: 3 }),
    global: fc.option(fc.record({ keys: globalKeys, projection: indexProjection }), {
      nil: undefined,
      freq: 2,
    }),
    local: fc.option(fc.record({ projection: indexProjection }), { nil: undefined }),
    stream: fc.option(streamViewType, { nil: undefined, freq: 3 }),
  })
  .map(({ p, s, global, local, stream }) => ({ types: s ? { p, s } : { p }, global, local: s && local, stream }));

/** The request that makes the table. */
export function createRequest({ types, global, local, stream }: TableShape): Readonly<Record<string, unknown>> {
  const definitions = new Map<string, KeyType>(Object.entries(types) as [string, KeyType][]);
  for (const name of global?.keys ?? []) definitions.set(name, GLOBAL_TYPES[name]);
  if (local) definitions.set('l', LOCAL_TYPE);
  return {
    TableName: TABLE,
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
    ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: stream } }),
  };
}

export function keySchema(names: readonly string[]): object[] {
  return names.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' }));
}

/** Few key values, so that requests meet the same items. */
export const keyValues: Readonly<Record<KeyType, fc.Arbitrary<AttributeValue>>> = {
  S: fc.constantFrom('a', 'b', 'ab', 'é', '\u{1f600}', '\uff5e').map(S => ({ S })),
  N: fc.constantFrom('1', '2', '10', '-1', '0.5', '1e2', '-1.5').map(N => ({ N })),
  B: fc.constantFrom('AA==', 'AQ==', '/w==', 'AQA=', '//8=').map(B => ({ B })),
};

/** What a read is of: the table, an index that is there, or seldom one that is not. */
export function indexNameOf({ global, local }: TableShape): fc.Arbitrary<string | undefined> {
  const there = [undefined, ...(global ? ['global'] : []), ...(local ? ['local'] : [])];
  return fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...there) },
    { weight: 1, arbitrary: fc.constantFrom(ADDED_INDEX, 'missing') },
  );
}

interface KeyAttribute {
  readonly name: string;
  readonly values: fc.Arbitrary<AttributeValue>;
}

/** The keys of a table or index, with values for them. */
export function keysOf(
  { types, global }: TableShape,
  indexName: string | undefined,
): readonly [KeyAttribute, KeyAttribute?] {
  if ((indexName === 'global' && global) || indexName === ADDED_INDEX) {
    const names = indexName === 'global' && global ? global.keys : (['g'] as const);
    const [partition, sort] = names.map(name => ({ name, values: keyValues[GLOBAL_TYPES[name]] }));
    return [partition as KeyAttribute, sort];
  }
  const partition = { name: 'p', values: keyValues[types.p] };
  if (indexName === 'local') return [partition, { name: 'l', values: keyValues[LOCAL_TYPE] }];
  return [partition, types.s && { name: 's', values: keyValues[types.s] }];
}

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
    .tuple(keyOf(shape), attributes, fc.record(indexKeys, { requiredKeys: [] }), perhaps(3, brokenValue))
    .map(([key, { l, ...rest }, indexed, broken]) => ({
      ...rest,
      // Of a table with a local index, it is a key, and no list.
      ...(l && !shape.local && { l }),
      ...(indexed as Item),
      ...key,
      ...(broken && { w: broken }),
    }));
}

function rarely(right: fc.Arbitrary<AttributeValue>): fc.Arbitrary<AttributeValue> {
  return fc.oneof({ weight: 20, arbitrary: right }, { weight: 1, arbitrary: value });
}
