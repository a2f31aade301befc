import { attributeOf, type Item, typeOf } from '../../../wire/attribute-value';
import { digestOf } from '../../protocol/digest';
import { validationError } from '../../protocol/service-error';
import type { Source } from '../../reading/source';
import type { Select } from '../compile/compile';

/** Where to continue reading: the range of a statement, and the last key read there. */
export interface Resume {
  readonly range: number;
  readonly key: Item;
}

/** What a token is valid for: statements that read the same items in the same order. Columns may differ. */
export function fingerprint({ tableName, indexName, where, orderBy }: Select): string {
  return digestOf(JSON.stringify([tableName, indexName, where, orderBy]));
}

export function writeToken(resume: Resume, print: string): string {
  return Buffer.from(JSON.stringify({ ...resume, print })).toString('base64url');
}

/** Throws `ValidationException` for text that is not a token, and for a token of another statement. */
export function readToken(token: string, print: string, source: Source): Resume {
  const { print: other, range, key } = parse(token);
  if (other !== undefined && other !== print) throw validationError('NextToken does not match request');
  const resume = { range, key };
  if (other !== undefined && isResume(resume, source)) return resume;
  throw validationError('Invalid NextToken');
}

function parse(token: string): { range?: unknown; key?: unknown; print?: unknown } {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

function isResume(resume: { range?: unknown; key?: unknown }, { position }: Source): resume is Resume {
  const { range, key } = resume;
  if (!Number.isSafeInteger(range) || Number(range) < 0) return false;
  if (typeof key !== 'object' || key === null) return false;
  return position.every(({ name, type }) => {
    const value = attributeOf(key as Item, name);
    return value !== undefined && typeOf(value) === type;
  });
}
