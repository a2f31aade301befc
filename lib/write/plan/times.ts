import { decodeField, encodeField } from '../../codec/field';
import type { ActionNode } from '../../expressions/nodes';
import type { AttributeMetadata } from '../../metadata/attribute-metadata';
import type { AttributeValue } from '../../wire/attribute-value';
import type { Completion, PutDraft, UpdateDraft } from './draft';

/** When a record was created and updated, and when it expires. All writes of one call have the same time. */
export const times: Completion = {
  put(draft) {
    const { createdAt, updatedAt, expiresAt, lifetime, hasTimes } = draft.metadata.lifecycle;
    if (!hasTimes) return;
    const isNew = !draft.state;
    if (createdAt && isNew) give(draft, createdAt, draft.now);
    if (updatedAt && (isNew ? !has(draft, updatedAt) : draft.touch)) put(draft, updatedAt, draft.now);
    if (expiresAt && lifetime && isNew) give(draft, expiresAt, draft.now + lifetime);
  },
  update(draft) {
    const { createdAt, updatedAt, expiresAt, lifetime, hasTimes } = draft.metadata.lifecycle;
    if (!hasTimes) return;
    if (updatedAt && draft.touch) set(draft, updatedAt, draft.now);
    if (!draft.mayCreate) return;
    if (createdAt) setIfMissing(draft, createdAt, draft.now);
    if (expiresAt && lifetime) setIfMissing(draft, expiresAt, draft.now + lifetime);
  },
};

/** Keeps a time that the record already has: imported records have their own. */
function give(draft: PutDraft, attribute: AttributeMetadata, time: number): void {
  if (!has(draft, attribute)) put(draft, attribute, time);
}

function has({ item }: PutDraft, { name }: AttributeMetadata): boolean {
  return item.get(name) !== undefined;
}

function put({ item, assigned }: PutDraft, attribute: AttributeMetadata, time: number): void {
  const stored = storedTime(attribute, time);
  item.set(attribute.name, stored);
  // As it will be read back: a time stored in seconds has no milliseconds.
  assigned[attribute.property] = decodeField(attribute, stored);
}

function set(draft: UpdateDraft, attribute: AttributeMetadata, time: number): void {
  add(draft, attribute, { kind: 'value', value: storedTime(attribute, time) });
}

function setIfMissing(draft: UpdateDraft, attribute: AttributeMetadata, time: number): void {
  const fallback = { kind: 'value', value: storedTime(attribute, time) } as const;
  add(draft, attribute, { kind: 'ifNotExists', path: [attribute.name], fallback });
}

/** Unless the update itself sets or removes the attribute. */
function add(
  { actions }: UpdateDraft,
  { name }: AttributeMetadata,
  value: (ActionNode & { kind: 'set' })['value'],
): void {
  if (!actions.some(({ path }) => path[0] === name)) actions.push({ kind: 'set', path: [name], value });
}

function storedTime(attribute: AttributeMetadata, time: number): AttributeValue {
  return encodeField(attribute, new Date(time))!;
}
