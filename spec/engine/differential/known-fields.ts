import type { Item } from '../../../lib/wire/attribute-value';
import { sortedItems } from './ordered';
import type { Answer } from './raw-backend';
import type { Request } from './requests/request';

type Body = Record<string, unknown>;

interface Pair {
  readonly local: Answer;
  readonly engine: Answer;
}

/** A field in which DynamoDB Local is known to differ from the service, and how to leave it out of a comparison. */
interface KnownField {
  readonly reason: string;
  applies(request: Request, pair: Pair): boolean;
  without(body: Body): Body;
}

const knownFields: readonly KnownField[] = [
  {
    reason: 'DynamoDB Local charges nothing for reading nothing; the service charges the least that a read costs.',
    applies: ({ operation }, { local, engine }) =>
      ['Query', 'Scan', 'BatchGetItem'].includes(operation) && unitsOf(local) < unitsOf(engine) && readsLess(local),
    without: withoutCapacity,
  },
  {
    reason: 'DynamoDB Local does not name the units that transactions read and write.',
    applies: ({ operation }) => operation.startsWith('Transact'),
    without: body => ({ ...body, ConsumedCapacity: (body.ConsumedCapacity as Body[] | undefined)?.map(totalOnly) }),
  },
  {
    reason: 'DynamoDB Local says unasked what the deletion of a missing item consumes.',
    applies: ({ operation, input }) => operation === 'DeleteItem' && input.ReturnConsumedCapacity === undefined,
    without: withoutCapacity,
  },
  {
    reason: 'Where a Scan, or a Query of an index, goes on depends on the order in which items are kept.',
    applies: ({ operation, input }, { local, engine }) =>
      (operation === 'Scan' || input.IndexName !== undefined) &&
      input.ExclusiveStartKey !== undefined &&
      [local, engine].every(({ status }) => status === 200),
    without: () => ({}),
  },
  {
    reason: 'DynamoDB Local does not say what statements consume.',
    applies: ({ operation }) => isOfStatements(operation),
    without: withoutCapacity,
  },
  {
    reason: 'DynamoDB Local has no answers to the writes of a transaction of statements.',
    applies: ({ operation }, { local, engine }) =>
      operation === 'ExecuteTransaction' &&
      [local, engine].every(({ body }) => ((body.Responses ?? []) as Body[]).every(each => !('Item' in each))),
    without: ({ Responses: _, ...rest }) => rest,
  },
  {
    reason: 'DynamoDB Local charges an index of two keys for items that have one of them, and so are not in it.',
    applies: ({ operation, input }, { local, engine }) =>
      ['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation) &&
      unitsOf(local) === unitsOf(engine) + 1 &&
      !['"g"', '"h"'].every(name => JSON.stringify(input).includes(name)),
    without: withoutCapacity,
  },
  {
    reason: 'DynamoDB Local knows that no other item has the partition key of a table without sort keys.',
    applies: ({ operation, input }, { local, engine }) =>
      operation === 'Query' && input.Limit === 1 && pagesOf(local) === 1 && pagesOf(engine) === 2,
    without: ({ LastEvaluatedKeys: _, ...body }) => withoutCapacity(body),
  },
  {
    reason: 'DynamoDB Local charges a Query of an index for looking up what a projection takes from the index itself.',
    applies: ({ operation, input }, { local, engine }) =>
      operation === 'Query' &&
      input.IndexName === 'local' &&
      (input.AttributesToGet ?? input.ProjectionExpression) !== undefined &&
      unitsOf(local) > unitsOf(engine),
    without: withoutCapacity,
  },
  {
    reason: 'DynamoDB Local does not charge a Scan of an index for what is taken from the table.',
    applies: ({ operation, input }, { local, engine }) =>
      operation === 'Scan' &&
      input.IndexName === 'local' &&
      (input.Select === 'ALL_ATTRIBUTES' || (input.AttributesToGet ?? input.ProjectionExpression) !== undefined) &&
      unitsOf(local) < unitsOf(engine),
    without: withoutCapacity,
  },
  {
    reason: 'DynamoDB Local charges the deletion of a missing item twice in a batch.',
    applies: ({ operation, input }) =>
      operation === 'BatchWriteItem' && JSON.stringify(input).includes('"DeleteRequest"'),
    without: withoutCapacity,
  },
  {
    reason: 'DynamoDB Local charges transactions for indexes twice or not at all, and once for what is not there.',
    applies: ({ operation }) => operation === 'TransactWriteItems',
    without: withoutCapacity,
  },
  {
    reason: 'Faults of single statements of a batch: other words, and whether the table is named.',
    applies: ({ operation }) => operation === 'BatchExecuteStatement',
    without: ({ Responses, ...rest }) => ({ ...rest, Responses: (Responses as Body[] | undefined)?.map(withoutWords) }),
  },
  {
    reason: 'DynamoDB Local forgets in a stream that a value in a list is an empty map.',
    applies: ({ operation }) => operation === 'GetRecords',
    without: body => JSON.parse(JSON.stringify(body).replaceAll('{"M":{}}', '{}')),
  },
  {
    reason: 'DynamoDB Local gives the whole attribute of which an update changed a part.',
    applies: ({ operation, input }, { local, engine }) =>
      operation === 'UpdateItem' &&
      /^UPDATED_/.test(String(input.ReturnValues)) &&
      [local, engine].every(({ body }) => body.Attributes !== undefined),
    without: ({ Attributes, ...rest }) => ({ ...rest, Attributes: Object.keys(Attributes as Item).sort() }),
  },
  {
    reason: 'Of an item from which a projection takes nothing, DynamoDB Local gives an empty one to a transaction.',
    applies: ({ operation }) => operation === 'TransactGetItems',
    without: body => JSON.parse(JSON.stringify(body).replaceAll('{"Item":{}}', '{}')),
  },
  {
    reason: 'BatchGetItem returns items in no order.',
    applies: ({ operation }, { local, engine }) =>
      operation === 'BatchGetItem' && local.status === 200 && engine.status === 200,
    without: body => ({ ...body, Responses: Object.values(body.Responses as Record<string, Item[]>).map(sortedItems) }),
  },
  {
    reason: 'DynamoDB Local ends the message of a failed ConditionCheck with a full stop.',
    applies: (_, { local }) => Array.isArray(local.body.CancellationReasons),
    without: body => ({
      ...body,
      CancellationReasons: (body.CancellationReasons as Body[] | undefined)?.map(withoutStop),
    }),
  },
];

/** Both answers without the fields in which they are known to differ. */
export function alike(request: Request, pair: Pair): Pair {
  return knownFields
    .filter(({ applies }) => applies(request, pair))
    .reduce(
      ({ local, engine }, { without }) => ({
        local: { ...local, body: without(local.body) },
        engine: { ...engine, body: without(engine.body) },
      }),
      pair,
    );
}

function isOfStatements(operation: string): boolean {
  return /Statement|ExecuteTransaction/.test(operation);
}

function withoutWords(response: Body): Body {
  return response.Error ? { Code: (response.Error as Body).Code } : response;
}

function withoutCapacity({ ConsumedCapacity: _, ...rest }: Body): Body {
  return rest;
}

function totalOnly({ TableName, CapacityUnits }: Body): Body {
  return { TableName, CapacityUnits };
}

function withoutStop({ Message, ...rest }: Body): Body {
  return { ...rest, Message: typeof Message === 'string' ? Message.replace(/\.$/, '') : Message };
}

/** The units of a Query, a Scan, or of a batch about one table. */
function unitsOf({ body }: Answer): number {
  const [capacity] = [body.ConsumedCapacity].flat() as ({ CapacityUnits?: number } | undefined)[];
  return capacity?.CapacityUnits ?? 0;
}

function pagesOf({ body }: Answer): number {
  return (body.LastEvaluatedKeys as unknown[] | undefined)?.length ?? 0;
}

/** Whether nothing was read, or some of the keys of a batch were not there. */
function readsLess({ body }: Answer): boolean {
  return body.ScannedCount === 0 || body.Responses !== undefined;
}
