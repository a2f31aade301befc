import type { Target } from '../client/target';
import { keyOfRecord } from '../entity/key';
import { observed } from '../entity/observed';
import { metadataOfOwn } from '../entity/record-metadata';
import type { UpdateInput } from '../expressions/reference-types';
import { metadataOf } from '../metadata/entity-metadata';
import type { Item } from '../wire/attribute-value';
import type { UpdateOptions } from '../write/options';
import { refuseInBlock } from '../write/outside-block';
import type { SingleVerb, Write } from '../write/write';
import { writeAlone } from '../write/write-alone';
import type { Call } from './options';
import { type Place, targetAt } from './place';

/** What is written: a record or a key, and for an update its values or actions. */
interface What<T extends object> extends Partial<Pick<Write, 'record' | 'key'>> {
  readonly input?: UpdateInput<T>;
}

/** How a write differs from what its options say. */
interface How extends Pick<Write['options'], 'changesOnly' | 'mustExist' | 'condition'> {
  /** The call that it is of, for its observers and the names of its options. Default: that of the verb. */
  readonly call?: Call;
  /** Where it goes, if that is known: with the operation that it is a part of. */
  readonly target?: Target | undefined;
}

const NO_MORE: How = {};

/** Sends one write of a repository. Returns the item: after an update, or the old one if the options ask for it. */
export function writeAt<T extends object>(
  place: Place<T>,
  verb: SingleVerb,
  what: What<T>,
  options: UpdateOptions<T>,
  how?: How,
): Promise<Item | undefined> {
  const { record, key } = what;
  const ofClass = metadataOf(place.type);
  const metadata = key ? ofClass : metadataOfOwn(ofClass, record!);
  const { call = (record ? verb : `${verb}ByKey`) as Call, target: known, ...more } = how ?? NO_MORE;
  const to = known ?? targetAt(place, call, options, record);
  if (record && verb !== 'create') refuseInBlock(ofClass.className, call, options);
  const write = { verb, metadata, ...what, options: how ? { ...options, ...more } : options };
  return observed(
    call,
    to,
    target => writeAlone(write as object as Write<SingleVerb>, target),
    () => ({ key: () => keyFor(write as object as Write) }),
  );
}

/** An update of a record whose item must be there. */
export async function changeAt<T extends object>(
  place: Place<T>,
  call: Call,
  record: T,
  input: unknown,
  options: UpdateOptions<T>,
  how?: How,
): Promise<void> {
  const what = { record, input: input as UpdateInput<T> };
  await writeAt(place, 'update', what, options, { ...how, call, mustExist: true });
}

/** For observers that ask: a new record may have no key yet. */
function keyFor({ metadata, record, key }: Write): Item {
  return record ? keyOfRecord(metadata, record) : key!;
}
