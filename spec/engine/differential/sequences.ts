import fc from 'fast-check';
import { batchRequest } from './requests/batches';
import { itemRequest, plainPut } from './requests/items';
import { legacyRead } from './requests/legacy-reads';
import { legacyWrite } from './requests/legacy-writes';
import { readRequest } from './requests/reads';
import type { Request } from './requests/request';
import { statementRequest, statementTable } from './requests/statements';
import { tableRequest } from './requests/table-operations';
import { timeToLiveRequest } from './requests/time-to-live';
import { transactionRequest } from './requests/transactions';
import { createRequest, type TableShape, tableShape } from './tables';

const MAX_LENGTH = 12;

/** Requests of which the first makes a table, and most of the others are about it. */
export type Sequence = readonly Request[];

/** Everything that random requests can be, in a few kinds of sequences. */
export const sequences: fc.Arbitrary<Sequence> = fc.oneof(
  { weight: 6, arbitrary: tableShape.chain(shape => sequenceOn(shape, anyItemRequest(shape))) },
  { weight: 1, arbitrary: tableShape.chain(shape => sequenceOn(shape, anyTableRequest(shape))) },
  { weight: 2, arbitrary: sequenceOn(statementTable, statementRequest) },
);

function sequenceOn(shape: TableShape, request: fc.Arbitrary<Request>): fc.Arbitrary<Sequence> {
  const create: Request = { operation: 'CreateTable', input: createRequest(shape) };
  return fc.array(request, { minLength: 1, maxLength: MAX_LENGTH, size: 'max' }).map(requests => [create, ...requests]);
}

function anyItemRequest(shape: TableShape): fc.Arbitrary<Request> {
  return fc.oneof(
    { weight: 5, arbitrary: plainPut(shape) },
    { weight: 20, arbitrary: itemRequest(shape) },
    { weight: 8, arbitrary: readRequest(shape) },
    { weight: 4, arbitrary: batchRequest(shape) },
    { weight: 4, arbitrary: transactionRequest(shape) },
    { weight: 4, arbitrary: legacyWrite(shape) },
    { weight: 5, arbitrary: legacyRead(shape) },
    { weight: 1, arbitrary: timeToLiveRequest },
  );
}

function anyTableRequest(shape: TableShape): fc.Arbitrary<Request> {
  return fc.oneof(
    { weight: 5, arbitrary: tableRequest(shape) },
    { weight: 3, arbitrary: plainPut(shape) },
    { weight: 1, arbitrary: readRequest(shape) },
    { weight: 1, arbitrary: timeToLiveRequest },
  );
}
