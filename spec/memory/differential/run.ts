import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { differenceBetween } from './compare';
import type { Difference } from './known-differences';
import type { Answer, RawBackend } from './raw-backend';
import { type Request, requestOn } from './requests';
import { createRequest, type TableShape, tableShape } from './tables';
import { walk } from './walk';

/** A table and what is asked about it, in this order. */
export interface Sequence {
  readonly name: string;
  readonly shape: TableShape;
  readonly requests: readonly Request[];
}

/** Tables of any shape with up to `length` requests each. */
export function sequences(length: number): fc.Arbitrary<Sequence> {
  return tableShape.chain(shape => {
    const name = `differential-${randomBytes(6).toString('hex')}`;
    return fc
      .array(requestOn(name, shape), { minLength: 1, maxLength: length, size: 'max' })
      .map(requests => ({ name, shape, requests }));
  });
}

/** Asks both the same, and returns the first answer in which they differ, if any; the table is gone afterwards. */
export async function firstDifference(
  local: RawBackend,
  engine: RawBackend,
  { name, shape, requests }: Sequence,
  onAnswer: () => void,
): Promise<Difference | undefined> {
  const create = createRequest(name, shape);
  await Promise.all([local('CreateTable', create), engine('CreateTable', create)]);
  try {
    const scan: Request = { operation: 'Scan', input: { TableName: name } };
    for (const request of [...requests, scan]) {
      const [said, answered] = await Promise.all([ask(local, request), ask(engine, request)]);
      onAnswer();
      const difference = differenceBetween(request, said, answered);
      if (difference) return difference;
      // A known difference, after which the two hold other items.
      if (said.status !== answered.status) return undefined;
    }
    return undefined;
  } finally {
    await Promise.all([local('DeleteTable', { TableName: name }), engine('DeleteTable', { TableName: name })]);
  }
}

function ask(backend: RawBackend, request: Request): Promise<Answer> {
  const isPaged = request.operation === 'Query' || request.operation === 'Scan';
  return isPaged ? walk(backend, request) : backend(request.operation, request.input);
}
