import { numberToText } from '../../codec/numbers';
import { encodedPart } from '../../entity/encoded-part';
import type { OperandNode, Path } from '../../expressions/nodes';
import { Part } from '../../metadata/brought';
import { attributeNamed } from '../../metadata/entity-metadata';
import type { AttributeValue } from '../../wire/attribute-value';
import { versionOf } from '../expectation';
import { discriminator } from './discriminator';
import type { Completion, KeyAttributes, PartValues, PutDraft, UpdateDraft } from './draft';
import { times } from './times';

/** The version grows with each write: an update adds to the stored version. */
const version: Completion = {
  put({ metadata, state, storedVersion = 0, isChecked, item, assigned }) {
    if (!metadata.version) return;
    const next = Math.max(
      Math.max(versionOf(metadata, state?.stored), storedVersion) + 1,
      // Without a conflict check, others may have written the item since it was loaded.
      metadata.startsAtTime && !(state && isChecked) ? timeVersion() : 0,
    );
    assigned[metadata.version.property] = next;
    item.set(metadata.version.name, { N: numberToText(next) });
  },
  update({ metadata, actions }) {
    if (!metadata.version) return;
    const path = [metadata.version.name];
    if (metadata.startsAtTime) actions.push({ kind: 'set', path, value: countedOn(path) });
    else actions.push({ kind: 'add', path, value: { N: '1' } });
  },
};

/** The stored version plus one, or the time plus one if none is stored. */
function countedOn(path: Path): OperandNode {
  const start: OperandNode = { kind: 'value', value: { N: numberToText(timeVersion()) } };
  const one: OperandNode = { kind: 'value', value: { N: '1' } };
  return { kind: 'arithmetic', operator: '+', left: { kind: 'ifNotExists', path, fallback: start }, right: one };
}

let lastTime = 0;

/** The time in milliseconds. Never the same twice in a process. */
function timeVersion(): number {
  lastTime = Math.max(Date.now(), lastTime + 1);
  return lastTime;
}

/** The write token: shows which write was the last one. */
const writeToken: Completion = {
  put({ metadata, token, item }) {
    if (token !== undefined) item.set(metadata.writeToken!, { S: token });
  },
  update({ metadata, token, actions }) {
    if (token === undefined) return;
    const path = [metadata.writeToken!];
    actions.push({ kind: 'set', path, value: { kind: 'value', value: { S: token } } });
  },
};

/** In the order in which they are applied. */
const COMPLETIONS: readonly Completion[] = [version, times, writeToken, discriminator];

/** Last of all, as a key may be made of what others set. */
export const KEY_ATTRIBUTES = /* @__PURE__ */ new Part<KeyAttributes>('keyAttributes');

export function completePut(draft: PutDraft): void {
  for (const completion of COMPLETIONS) completion.put(draft);
  KEY_ATTRIBUTES.of(draft.metadata)?.put(draft);
}

export function completeUpdate(draft: UpdateDraft): void {
  for (const completion of COMPLETIONS) completion.update(draft);
  const given = givenValues(draft);
  KEY_ATTRIBUTES.of(draft.metadata)?.update(draft, given);
}

/** The values that the caller gave in `given`: the item must have them. */
function givenValues({ metadata, given = {}, conditions }: UpdateDraft): PartValues {
  const values = new Map<string, AttributeValue | undefined>();
  for (const [property, value] of Object.entries(given)) {
    const attribute = attributeNamed(metadata, property);
    values.set(attribute.name, encodedPart(metadata, attribute, value));
  }
  if (values.size > 0) conditions.push({ kind: 'attributes', attributes: values });
  return values;
}
