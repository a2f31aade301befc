import { liveItem } from '../../entity/expiry';
import { keyNames, keyValues } from '../../entity/key';
import { notFound } from '../../entity/not-found';
import { isSoftDeleted } from '../../entity/visibility';
import type { DynactError } from '../../errors/dynact-error';
import {
  ConditionalCheckFailedError,
  ConflictError,
  OutcomeUnknownError,
  OverwriteError,
} from '../../errors/write-errors';
import { loadImage } from '../../load/load';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import { attributeOf, type Item } from '../../wire/attribute-value';
import { equalOrAbsent } from '../../wire/equality';
import { differences, type Expectation, expectedValues, isMet, versionOf } from '../expectation';
import { isOfOtherClass } from '../plan/discriminator';

/** The part of a plan that explains why its write was refused. */
export interface RefusedPlan {
  readonly metadata: EntityMetadata;
  readonly key: Item;
  readonly expectation: Expectation | undefined;
  readonly mustExist: boolean;
  readonly mustShow?: boolean | undefined;
  readonly now: number;
}

type Stored = Record<string, unknown>;

/** The error for the caller: why DynamoDB refused the write. The reason follows from the item that it answered with. */
export function refusal(plan: RefusedPlan, answered: Item | undefined, cause: unknown): DynactError {
  const { metadata } = plan;
  const item = liveItem(metadata, answered, plan.now);
  const { className } = metadata;
  const key = keyValues(metadata, plan.key);
  const isDeleted = isSoftDeleted(metadata, item);
  if (plan.mustExist && (!item || (plan.mustShow && isDeleted))) return notFound(metadata, plan.key, cause, isDeleted);
  const about = <D extends object>(details: D) => withStored(metadata, { key, ...details }, item);
  if (!plan.expectation || isMet(plan.expectation, item)) {
    const why =
      item && isOfOtherClass(metadata, item) ? 'the item with this key is of another class' : 'the condition was false';
    return new ConditionalCheckFailedError(
      `${className}: ${why}, so nothing was written; the error's \`stored\` is the item as it is`,
      about({}),
      { cause },
    );
  }
  const diff = differences(metadata, plan.expectation, item);
  const conflict = about({ expected: expectedValues(metadata, plan.expectation), diff });
  if (plan.expectation.kind === 'absent') {
    const why = isDeleted
      ? 'is soft-deleted, and was not overwritten: get it with { withDeleted: true }, and restore() or delete it'
      : 'exists already, and was not overwritten';
    return new OverwriteError(`${className}: an item with this key { ${keyNames(metadata)} } ${why}`, conflict, {
      cause,
    });
  }
  return new ConflictError(`${className}: ${whyNotAsLoaded(plan, item, Object.keys(diff))}`, conflict, {
    cause,
  });
}

/** The error for the caller if an answer was lost, so that the write may have been applied. */
export function outcomeUnknown(
  { metadata, key }: Pick<RefusedPlan, 'metadata' | 'key'>,
  item: Item | undefined,
  cause: unknown,
): DynactError {
  return new OutcomeUnknownError(
    `${metadata.className}: an answer was lost, so it is not known whether the item { ${keyNames(metadata)} } was written: read it before you write again; ` +
      '{ idempotent: true } or @Table({ writeToken: true }) would tell',
    withStored(metadata, { key: keyValues(metadata, key) }, item),
    { cause },
  );
}

/** `stored` is decoded when it is asked for: an item that cannot be decoded must not hide why the write was refused. */
function withStored<D extends object>(
  metadata: EntityMetadata,
  details: D,
  item: Item | undefined,
): D & { stored: Stored | undefined } {
  const get = once(() => item && loadImage<Stored>(metadata, item));
  return Object.defineProperty(details, 'stored', { get, enumerable: true }) as D & { stored: Stored | undefined };
}

function whyNotAsLoaded(plan: RefusedPlan, item: Item | undefined, changed: string[]): string {
  const { metadata } = plan;
  const loaded = plan.expectation!.attributes;
  if (
    metadata.keys.some(({ name }) => loaded.has(name) && !equalOrAbsent(loaded.get(name), attributeOf(plan.key, name)))
  ) {
    return `the key { ${keyNames(metadata)} } was edited since the record was read, so nothing was written: set it back; record.moveTo(changes) gives the item another key`;
  }
  if (item) {
    return `the item was changed (${changed.join(', ')}) since the record was read, so nothing was written: reload() the record and try again`;
  }
  return 'the item was deleted since the record was read, so nothing was written: leave it deleted, or save with { raiseOnConflict: false } to store it again';
}

/** The stored version that refused a save without a conflict check; undefined if something else refused it. */
export function versionInTheWay({ metadata, expectation }: RefusedPlan, item: Item | undefined): number | undefined {
  if (expectation?.kind !== 'older' || isMet(expectation, item)) return undefined;
  return versionOf(metadata, item);
}

function once<V>(make: () => V): () => V {
  let made: { value: V } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
