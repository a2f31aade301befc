import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { UnitKind } from './events';
import { consumedIn, sumOf } from './units';

/** The figures in an answer: capacity, items, items looked at. */
export interface Answer {
  readonly kind: UnitKind | undefined;
  readonly items: number;
  readonly scanned: number | undefined;
  readonly units: number | undefined;
  readonly consumed: readonly ConsumedCapacity[];
}

interface Output {
  readonly Item?: object;
  readonly Items?: readonly object[];
  readonly Count?: number;
  readonly ScannedCount?: number;
  readonly Responses?: readonly { readonly Item?: object }[] | Readonly<Record<string, readonly object[]>>;
  readonly UnprocessedItems?: Readonly<Record<string, readonly object[]>>;
  readonly ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[];
}

interface Input {
  readonly RequestItems?: Readonly<Record<string, readonly object[]>>;
  readonly TransactItems?: readonly object[];
  readonly Statement?: string;
}

const KINDS: Readonly<Record<string, UnitKind>> = {
  GetItem: 'read',
  Query: 'read',
  Scan: 'read',
  BatchGetItem: 'read',
  TransactGetItems: 'read',
  PutItem: 'write',
  UpdateItem: 'write',
  DeleteItem: 'write',
  BatchWriteItem: 'write',
  TransactWriteItems: 'write',
};

/**
 * Reads the figures of an answer. Without an answer, only those that follow from the request.
 *
 * @param records how many were made from its text already: then its items need no look, which would parse them
 */
export function answerOf(command: string, input: Input, output: Output | undefined, records?: number): Answer {
  const consumed = consumedIn(output);
  return {
    kind: KINDS[command] ?? statementKind(input),
    items: records ?? (output ? itemsIn(command, input, output) : 0),
    scanned: output?.ScannedCount,
    units: consumed.length > 0 ? sumOf(consumed) : undefined,
    consumed,
  };
}

function statementKind({ Statement }: Input): UnitKind | undefined {
  if (Statement === undefined) return undefined;
  return /^\s*select\b/i.test(Statement) ? 'read' : 'write';
}

function itemsIn(command: string, { RequestItems = {}, TransactItems = [] }: Input, output: Output): number {
  switch (command) {
    case 'GetItem':
      return output.Item ? 1 : 0;
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return 1;
    case 'BatchWriteItem':
      return lengths(RequestItems) - lengths(output.UnprocessedItems ?? {});
    case 'TransactWriteItems':
      return TransactItems.length;
    case 'TransactGetItems':
      return (output.Responses as readonly { Item?: object }[]).filter(({ Item }) => Item).length;
    case 'BatchGetItem':
      return lengths((output.Responses ?? {}) as Readonly<Record<string, readonly object[]>>);
    default:
      return output.Count ?? output.Items?.length ?? 0;
  }
}

function lengths(lists: Readonly<Record<string, readonly object[]>>): number {
  return Object.values(lists).reduce((sum, { length }) => sum + length, 0);
}
