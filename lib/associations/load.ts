import { BATCH_GET_OPTIONS, type BatchGetOptions, readGroups } from '../batch/batch-get';
import { surroundings } from '../client/surroundings';
import { surrounded } from '../client/target';
import { checkOptions } from '../errors/known-options';
import { ConfigurationError, ValidationError } from '../errors/usage-errors';
import { type AssociationDeclaration, associationsOf } from '../metadata/declarations';
import type { EntityClass, QueryKey } from '../metadata/entity-class';
import { attributeNamed, metadataOf } from '../metadata/entity-metadata';
import { QUERY_OPTIONS, type QueryOptions } from '../query/context';
import { choicesOf } from '../query/plan';
import { Query } from '../query/reading';

/** The properties of a record that hold a query: those of `@HasMany`. */
export type ManyName<T> = { [P in keyof T]-?: NonNullable<T[P]> extends Query<infer _> ? P : never }[keyof T] & string;

/** The properties of a record that hold another one, or none: those of `@BelongsTo`. */
export type OneName<T> = {
  [P in keyof T]-?: NonNullable<T[P]> extends Query<infer _> | ((...args: never) => unknown)
    ? never
    : NonNullable<T[P]> extends object
      ? P
      : never;
}[keyof T] &
  string;

/**
 * Reads the records that records refer to by `@BelongsTo`, with one BatchGetItem for each 100 different ones, and sets the property of each record. It
 * is undefined if a record refers to nothing, or to a missing one. For `@HasMany`, returns the query and sends nothing.
 *
 * @example
 * const customers = await load(orders, 'customer'); // BatchGetItem; orders[0].customer is customers[0]
 * const open = await load(customer, 'orders').filter({ status: 'open' }).all();
 * @throws ValidationError the class has no such association
 */
export function load<T extends object, P extends ManyName<T>>(
  record: T,
  property: P,
  options?: QueryOptions,
): NonNullable<T[P]>;
export function load<T extends object, P extends OneName<T>>(
  records: readonly T[],
  property: P,
  options?: BatchGetOptions,
): Promise<(NonNullable<T[P]> | undefined)[]>;
export function load<T extends object, P extends OneName<T>>(
  record: T,
  property: P,
  options?: BatchGetOptions,
): Promise<NonNullable<T[P]> | undefined>;
export function load(given: object | readonly object[], property: string, options: BatchGetOptions = {}): unknown {
  if (isList(given)) return loadOnes(given, property, options);
  const association = associationOf(given, property);
  if (association.kind === 'hasMany') return queryOf(given, association, options);
  return loadOnes([given], property, options).then(([one]) => one);
}

function isList(given: object): given is readonly object[] {
  return Array.isArray(given);
}

type Values = Record<string, unknown>;

async function loadOnes(
  records: readonly object[],
  property: string,
  options: BatchGetOptions,
): Promise<(object | undefined)[]> {
  checkOptions('', 'load', options, BATCH_GET_OPTIONS);
  const wanted = records.map(record => ({ record, ...referenceOf(record, property) }));
  // Records of several classes may refer to different ones.
  const keys = new Map<EntityClass, object[]>();
  for (const { type, key } of wanted) {
    if (!key) continue;
    const ofType = keys.get(type);
    if (ofType) ofType.push(key);
    else keys.set(type, [key]);
  }
  const groups = [...keys.entries()];
  const read = groups.length > 0 ? await readGroups(groups as never, options, 'load') : [];
  const found = new Map(groups.flatMap(([, ofType], i) => ofType.map((key, j) => [key, read[i]![j]] as const)));
  return wanted.map(({ record, key }) => {
    const one = key && found.get(key);
    (record as Values)[property] = one;
    return one;
  });
}

/** The class and key that a record refers to; no key if a part of it has no value. */
function referenceOf(record: object, property: string): { type: EntityClass; key: object | undefined } {
  const { kind, type, keys } = associationOf(record, property);
  if (kind !== 'belongsTo') {
    throw ValidationError.misuse(
      `${record.constructor.name}.${property} is @HasMany: load it of one record, which gives a query`,
    );
  }
  const key: Values = {};
  for (const [from, to] of Object.entries(keys)) key[to] = (record as Values)[from];
  const isWhole = Object.values(key).every(value => value !== undefined && value !== null);
  return { type: type(), key: isWhole ? key : undefined };
}

function queryOf(record: object, { type, keys }: AssociationDeclaration, options: QueryOptions): Query<object> {
  checkOptions('', 'load', options, QUERY_OPTIONS);
  const metadata = metadataOf(type());
  const key: Values = {};
  for (const [to, from] of Object.entries(keys)) key[to] = (record as Values)[from];
  const context = { metadata, options: surrounded(metadata, options), tenant: surroundings()?.tenant };
  return new Query<object>(context, key as QueryKey<object>, choicesOf(options));
}

/** Checked when it is used, as classes may refer to each other before they exist. */
function associationOf(record: object, property: string): AssociationDeclaration {
  const type = record.constructor as EntityClass;
  const own = metadataOf(type);
  const association = associationsOf(type).findLast(declared => declared.property === property);
  if (!association) {
    throw ValidationError.misuse(
      `${own.className}.${property} is no association: put @BelongsTo or @HasMany on it, or correct the name`,
    );
  }
  if (own.byProperty.has(property)) {
    throw new ConfigurationError(`${own.className}.${property} is an association and an attribute: keep one of them`);
  }
  const other = metadataOf(association.type());
  const [many, one] = association.kind === 'belongsTo' ? [own, other] : [other, own];
  for (const [from, to] of Object.entries(association.keys)) {
    attributeNamed(many, from);
    attributeNamed(one, to);
  }
  return association;
}
