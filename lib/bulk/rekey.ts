import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { orAborted } from '../client/abort';
import { send } from '../client/send';
import { CALL_OPTIONS, type CallOptions, type Target, targetOf } from '../client/target';
import { builtIndexKeys } from '../entity/built-keys';
import { keyOfItem } from '../entity/key';
import { observed } from '../entity/observed';
import { stateOf } from '../entity/record-state';
import { checkOptions, type Flat, namesOf, type OptionNames } from '../errors/known-options';
import { ValidationError } from '../errors/usage-errors';
import type { ActionNode, ConditionNode } from '../expressions/nodes';
import { valuesOf } from '../keys/template';
import type { EntityClass } from '../metadata/entity-class';
import { type EntityMetadata, metadataOf } from '../metadata/entity-metadata';
import { rateOf, type WriteRate } from '../observe/rate';
import { updateInput } from '../operations/write';
import { Scan } from '../query/reading';
import { attributeOf, type Item } from '../wire/attribute-value';
import { equalOrAbsent } from '../wire/equality';

/** The progress of a `rekey`. */
export interface RekeyProgress {
  /** Items of the class that were read. */
  readonly scanned: number;
  /** Items whose keys were written. */
  readonly updated: number;
  /** Items that had the keys already, or were changed meanwhile by a program that writes the same keys. */
  readonly skipped: number;
  /** Resumes after the items that are done; undefined when all are. */
  readonly cursor: string | undefined;
}

export type RekeyOptions = Flat<
  CallOptions & {
    /** The index whose keys are written. Default: all that the class builds. */
    index?: string | undefined;
    /** Continues where another run stopped. */
    cursor?: string | undefined;
    /** Items that one request reads. Default: what fits in 1 MB. */
    pageSize?: number | undefined;
    /** Writes under way at once. Default 8. */
    concurrency?: number | undefined;
    /** Write capacity units a second, of the table and of each index. */
    rate?: WriteRate | undefined;
    /** Called and awaited after each page. */
    onProgress?: (progress: RekeyProgress) => void | Promise<void>;
  }
>;

const REKEY_OPTIONS: OptionNames<RekeyOptions> = /* @__PURE__ */ namesOf(CALL_OPTIONS, {
  index: true,
  cursor: true,
  pageSize: true,
  concurrency: true,
  rate: true,
  onProgress: true,
});

/**
 * Gives existing items of a class the keys of an index that was added later. Reads all of them, and writes only the keys, on condition that the values
 * that they are built from are unchanged. It may be stopped, and run again from its last cursor or from the start.
 *
 * @example
 * await updateTable(app); // adds gsi2
 * await rekey(Order, { index: 'gsi2', onProgress: ({ updated, cursor }) => save(cursor) });
 * // Scan, then UpdateItem { UpdateExpression: 'SET #0 = :0, #1 = :1', ConditionExpression: '...' } of each item
 * @throws ValidationError the class builds no keys of the index
 */
export async function rekey(type: EntityClass, options: RekeyOptions = {}): Promise<RekeyProgress> {
  const metadata = metadataOf(type);
  checkOptions('', 'rekey', options, REKEY_OPTIONS);
  checkIndex(metadata, options.index);
  const rate = rateOf('writeUnits', options.rate?.writeUnits);
  const target = targetOf(metadata, { ...options, tracking: rate && { rate } });
  return observed(
    'rekey',
    target,
    to => rewrite(to, options),
    () => ({ index: options.index }),
    ({ updated }) => updated,
  );
}

async function rewrite(target: Target, options: RekeyOptions): Promise<RekeyProgress> {
  const { index, onProgress, concurrency = 8, pageSize, rate: _, ...call } = options;
  const { metadata, tracking } = target;
  const context = { metadata, options: { ...call, skipHooks: true }, whole: tracking?.operation };
  const scan = new Scan<object>(context, { mode: { kind: 'records' } });
  const walk = pageSize === undefined ? scan : scan.pageSize(pageSize);
  let progress: RekeyProgress = { scanned: 0, updated: 0, skipped: 0, cursor: options.cursor };
  do {
    const page = await walk.page({ cursor: progress.cursor });
    const outcomes: boolean[] = [];
    for (let i = 0; i < page.items.length; i += concurrency) {
      const some = page.items.slice(i, i + concurrency);
      outcomes.push(...(await Promise.all(some.map(record => writeKeys(target, stateOf(record)!.stored, index)))));
    }
    const updated = outcomes.filter(wasWritten => wasWritten).length;
    progress = {
      scanned: progress.scanned + outcomes.length,
      updated: progress.updated + updated,
      skipped: progress.skipped + outcomes.length - updated,
      cursor: page.cursor,
    };
    await orAborted(Promise.resolve(onProgress?.(progress)), options.signal);
  } while (progress.cursor !== undefined);
  return progress;
}

function checkIndex({ className, builtByIndex }: EntityMetadata, index: string | undefined): void {
  if (index === undefined ? builtByIndex.size > 0 : builtByIndex.has(index)) return;
  const known = [...builtByIndex.keys()].map(name => `"${name}"`).join(', ');
  throw ValidationError.misuse(
    `${className} builds no keys of ${index === undefined ? 'an index' : `the index "${index}"`}: ${known ? `it builds those of ${known}` : 'give it templates in `keys`'}`,
  );
}

/** Returns whether the keys of the item were written. */
async function writeKeys(target: Target, item: Item, index: string | undefined): Promise<boolean> {
  const { metadata } = target;
  const indexes = index === undefined ? [...metadata.builtByIndex.values()] : [metadata.builtByIndex.get(index)!];
  const wanted = [...builtIndexKeys(metadata, valuesOf(item), indexes)];
  const wrong = wanted.filter(([name, key]) => !equalOrAbsent(key, attributeOf(item, name)));
  if (wrong.length === 0) return false;
  const actions = wrong.map(([name, key]): ActionNode => {
    if (!key) return { kind: 'remove', path: [name] };
    return { kind: 'set', path: [name], value: { kind: 'value', value: key } };
  });
  const parts = indexes.flat().flatMap(({ template }) => template.parts.map(({ field }) => field.name));
  const asRead = new Map(
    [...metadata.keys.map(({ name }) => name), ...parts].map(name => [name, attributeOf(item, name)]),
  );
  const condition: ConditionNode = { kind: 'attributes', attributes: asRead };
  const { tableName } = target;
  const operation = { kind: 'update', tableName, key: keyOfItem(metadata, item), actions, condition } as const;
  try {
    await send(target, new UpdateItemCommand(updateInput(operation)));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
