import { numberToText } from '../codec/numbers';
import { setAttribute } from '../wire/attribute-value';
import { discriminator } from './discriminator';
import type { Completion, PutDraft, UpdateDraft } from './draft';
import { versionOf } from './expectation';
import { keyAttributes } from './key-attributes';

/** The version moves on with each write. In an update it is added, not set: whatever the loaded version, the stored one never goes back. */
const version: Completion = {
  put({ metadata, state, storedVersion = 0, item, assigned }) {
    if (!metadata.version) return;
    const next = Math.max(versionOf(metadata, state?.stored), storedVersion) + 1;
    assigned[metadata.version.property] = next;
    setAttribute(item, metadata.version.name, { N: numberToText(next) });
  },
  update({ metadata, actions }) {
    if (metadata.version) actions.push({ kind: 'add', path: [metadata.version.name], value: { N: '1' } });
  },
};

/** The item shows which write was the last one. */
const writeToken: Completion = {
  put({ metadata, token, item }) {
    if (token !== undefined) setAttribute(item, metadata.writeToken!, { S: token });
  },
  update({ metadata, token, actions }) {
    if (token === undefined) return;
    const path = [metadata.writeToken!];
    actions.push({ kind: 'set', path, value: { kind: 'value', value: { S: token } } });
  },
};

/** In the order in which they are applied. */
const COMPLETIONS: readonly Completion[] = [version, writeToken, discriminator, keyAttributes];

export function completePut(draft: PutDraft): void {
  for (const completion of COMPLETIONS) completion.put(draft);
}

export function completeUpdate(draft: UpdateDraft): void {
  for (const completion of COMPLETIONS) completion.update(draft);
}
