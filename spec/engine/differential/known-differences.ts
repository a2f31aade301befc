import type { Canonical } from './compare';
import { knownStatementDifferences } from './known-statement-differences';
import { knownTableDifferences } from './known-table-differences';
import { checkedEarly, otherWords } from './known-words';
import type { Request } from './requests/request';

/** Two answers to one request that are not the same. */
export interface Difference {
  readonly request: Request;
  readonly local: Canonical;
  readonly engine: Canonical;
}

/** A way in which DynamoDB Local is known to answer otherwise than the service, which the engine follows. */
export interface KnownDifference {
  readonly reason: string;
  explains(difference: Difference): boolean;
}

const MISSING_OPERAND = 'The provided expression refers to an attribute that does not exist in the item';

/** Faults of an update that show only when it meets the item: which is named depends on how Local hashes attributes. */
const updateFaults = [
  'The document path provided in the update expression is invalid for update',
  MISSING_OPERAND,
  'An operand in the update expression has an incorrect data type',
];

/** Whether a request has an update that only takes away: DynamoDB Local makes an item for it, the service does not. */
export function takesAway({ input }: Request): boolean {
  const text = JSON.stringify(input);
  return /"UpdateExpression":" *(REMOVE|DELETE) /.test(text) || /"AttributeUpdates":/.test(text);
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    reason:
      'DynamoDB Local fails: at key conditions without a range, and at units for a table whose indexes have none.',
    explains: ({ local }) => local.error === 'InternalFailure' || local.error === 'InternalServerError',
  },
  ...knownTableDifferences,
  ...knownStatementDifferences,
  {
    reason: 'The service puts the number of errors before those of PutItem and UpdateItem; other words for one cause.',
    explains: ({ local, engine }) => areValidations(local, engine) && isSameCause(message(local), message(engine)),
  },
  {
    reason: 'Checks come in another order, so that a request with two faults shows another of them.',
    explains: ({ local, engine }) =>
      areValidations(local, engine) &&
      (isEarly(message(local)) || areOfTwoExpressions(message(local), message(engine))),
  },
  {
    reason: 'The service checks the constraints of parameters before anything else.',
    explains: ({ local, engine }) =>
      areValidations(local, engine) && /^\d+ validation errors? detected: Value /.test(message(engine)),
  },
  {
    reason: 'Redundant parentheses that are not closed are both.',
    explains: ({ local, engine }) =>
      areValidations(local, engine) &&
      message(local).includes('Syntax error; token: "<EOF>"') &&
      message(engine).includes('redundant parentheses'),
  },
  {
    reason: 'Other words for the cause of a reason.',
    explains: ({ local, engine }) => {
      const [ours, theirs] = [reasonsOf(engine), reasonsOf(local)];
      return (
        ours.length > 0 && ours.length === theirs.length && ours.every((reason, at) => isAlike(reason, theirs[at]))
      );
    },
  },
  {
    reason:
      'Nothing comes of an update that only takes away from an item that is not there; for DynamoDB Local an item.',
    explains: ({ request, local, engine }) =>
      takesAway(request) &&
      (local.status === 200
        ? engine.status === 200 && isOnlyKey(local)
        : updateFaults.some(fault => said(local).includes(fault))),
  },
  {
    reason:
      'Where a partition holds one item, its key is no start for the service; DynamoDB Local finds nothing after it.',
    explains: ({ local, engine }) =>
      message(engine) === 'The provided exclusive start key is invalid' &&
      (local.body as { Count?: number } | undefined)?.Count === 0,
  },
  {
    reason: 'DynamoDB Local does not go on from the end of a range.',
    explains: ({ request, local, engine }) =>
      message(local) === 'The provided starting key does not match the range key predicate' &&
      request.operation === 'Query' &&
      (engine.body as { Count?: number }).Count === 0,
  },
  {
    reason: 'DynamoDB Local filters what it reads from an index by attributes that the index does not have.',
    explains: ({ request: { input }, local, engine }) =>
      input.IndexName !== undefined &&
      ['FilterExpression', 'ScanFilter', 'QueryFilter'].some(name => input[name] !== undefined) &&
      [local, engine].every(({ status }) => status === 200) &&
      scanned(local) === scanned(engine),
  },
  {
    reason: 'Wrong keys in a transaction come before all that depends on items.',
    explains: ({ request, engine }) =>
      request.operation === 'TransactWriteItems' &&
      reasonsOf(engine).some(({ Code }) => Code === 'ValidationError') &&
      reasonsOf(engine).every(
        ({ Code, Message = '' }) =>
          Code === 'None' ||
          /The provided key element does not match the schema|(Type mismatch for|Missing the) key|Size of hashkey|size of all range keys/.test(
            Message,
          ),
      ),
  },
  {
    reason: 'The same of a transaction: types of index keys come before conditions.',
    explains: ({ local, engine }) =>
      reasonsOf(local).some(({ Code }) => Code === 'ConditionalCheckFailed') &&
      said(engine).some(text => /Type mismatch for Index Key/.test(text)),
  },
  {
    reason: 'An update with two faults shows either.',
    explains: ({ local, engine }) =>
      areValidations(local, engine) && updateFaults.includes(message(local)) && updateFaults.includes(message(engine)),
  },
  {
    reason: 'The service checks what can be checked without the item before the condition, DynamoDB Local afterwards.',
    explains: ({ local, engine }) =>
      local.error === 'ConditionalCheckFailedException' &&
      isValidation(engine) &&
      /action is not supported for|action with value is not supported|Key attributes must be scalars|This attribute is part of the key|Type mismatch for Index Key/.test(
        message(engine),
      ),
  },
  {
    reason:
      'The service answers faults of single actions of a transaction as its reasons, DynamoDB Local as its error.',
    explains: ({ request, local, engine }) =>
      /^(Transact|ExecuteTransaction)/.test(request.operation) &&
      !hasReasons(local) &&
      (isValidation(engine) || reasonsOf(engine).some(reason => isReason(reason, message(local)))),
  },
  {
    reason: 'DynamoDB Local takes two actions on one item whose key is binary for actions on two items.',
    explains: ({ request, local, engine }) =>
      request.operation.startsWith('Transact') &&
      message(engine) === 'Transaction request cannot include multiple operations on one item' &&
      hasReasons(local),
  },
  {
    reason: 'DynamoDB Local ends a transaction at an update of a key, and looks at its condition first.',
    explains: ({ request, local, engine }) =>
      request.operation === 'TransactWriteItems' &&
      [...reasonsOf(local), ...reasonsOf(engine)].some(({ Message = '' }) =>
        /attribute is part of the key/.test(Message),
      ),
  },
  {
    reason:
      'DynamoDB Local checks keys of local indexes in AttributeUpdates, whatever the action, and in no expression.',
    explains: ({ request: { operation }, local, engine }) => {
      return (
        (operation === 'UpdateItem' && /^Updates on index keys/.test(message(local))) ||
        (/Update|Transact/.test(operation) &&
          said(engine).some(text =>
            /Type mismatch for Index Key l .* local$|index key to unsupported type$/.test(text),
          ))
      );
    },
  },
  {
    reason: 'DynamoDB Local looks for the second operand of if_not_exists though the first is there.',
    explains: ({ request, local, engine }) =>
      JSON.stringify(request.input).includes('if_not_exists') &&
      !isValidation(engine) &&
      said(local).includes(MISSING_OPERAND),
  },
  {
    reason: 'The service lets the actions of a transaction have names and values without an expression.',
    explains: ({ request, local }) =>
      request.operation.startsWith('Transact') && /can only be specified when using expressions/.test(message(local)),
  },
  {
    reason: 'DynamoDB Local lets a transaction look into a key of an index.',
    explains: ({ request, engine }) =>
      request.operation === 'TransactWriteItems' && /^Key attributes must be scalars/.test(message(engine)),
  },
];

function scanned({ body }: Canonical): unknown {
  return (body as { ScannedCount?: number }).ScannedCount;
}

/** All that was said: the message, and those of the reasons. */
function said(answer: Canonical): string[] {
  return [message(answer), ...reasonsOf(answer).map(({ Message = '' }) => Message)];
}

/** Whether an item is nothing but a key. */
function isOnlyKey({ body }: Canonical): boolean {
  const { Attributes = {} } = body as { Attributes?: object };
  return Object.keys(Attributes).every(name => name === 'p' || name === 's');
}

function hasReasons({ body }: Canonical): boolean {
  return 'CancellationReasons' in (body as object);
}

interface Reason {
  readonly Code: string;
  readonly Message?: string;
}

function reasonsOf({ body }: Canonical): readonly Reason[] {
  return (body as { CancellationReasons?: readonly Reason[] }).CancellationReasons ?? [];
}

function isAlike({ Code, Message = '' }: Reason, local: Reason | undefined): boolean {
  if (Code !== local?.Code) return false;
  const said = local.Message ?? '';
  return said === Message || isSameCause(said, Message) || isEarly(said) || areOfTwoExpressions(said, Message);
}

function isReason({ Code, Message = '' }: Reason, local: string): boolean {
  return (
    Code === 'ValidationError' && (isSameCause(local, Message) || updateFaults.includes(Message) || isEarly(local))
  );
}

/** Which of several expressions is looked at first. */
function areOfTwoExpressions(local: string, engine: string): boolean {
  const subject = /^Invalid (Filter|Projection|Condition|KeyCondition|Update)Expression/.exec(local)?.[0];
  return subject !== undefined && !engine.includes(subject);
}

function isEarly(local: string): boolean {
  return checkedEarly.some(pattern => pattern.test(local));
}

function message({ message: text = '' }: Canonical): string {
  return text;
}

function areValidations(local: Canonical, engine: Canonical): boolean {
  return isValidation(local) && isValidation(engine);
}

function isValidation({ error }: Canonical): boolean {
  return error === 'ValidationException';
}

function isSameCause(local: string, engine: string): boolean {
  const bare = engine.replace(/^(1 validation error detected|The provided starting key is invalid): /, '');
  if (local === bare) return true;
  return otherWords.some(([, localWords, engineWords]) => localWords.test(local) && engineWords.test(bare));
}
