import type { Canonical } from './compare';
import type { Request } from './requests';

/** Two answers to one request that are not the same. */
export interface Difference {
  readonly request: Request;
  readonly local: Canonical;
  readonly engine: Canonical;
}

/** A way in which DynamoDB Local is known to answer otherwise than the service, which the engine follows. */
interface KnownDifference {
  readonly reason: string;
  explains(difference: Difference): boolean;
}

/** Validation errors whose words, but not whose cause, differ. */
const otherWords: readonly (readonly [reason: string, local: RegExp, engine: RegExp])[] = [
  [
    'Numbers: the service names the text, and words the limit of 38 digits otherwise.',
    /A value provided cannot be converted into a number|DynamoDB only supports precision up to 38 digits/,
    /The parameter cannot be converted to a numeric value|Attempting to store more than 38 significant digits/,
  ],
  [
    'Keys: the service names the key that an item lacks or has of another type.',
    /One of the required keys was not given a value|Type mismatch for key$|Invalid attribute value type/,
    /Missing the key|Type mismatch for key \w+ expected|The provided key element does not match the schema/,
  ],
  [
    'Keys: too many and too few attributes are one error of the service.',
    /The number of conditions on the keys is invalid|may not contain null or empty values|Item to put in PutItem cannot be null/,
    /The provided key element does not match the schema|Missing the key/,
  ],
  [
    'Index keys: the service names the index and the types.',
    /Type mismatch for Index Key$|Invalid attribute value type|Updates on index keys must be of the same data type/,
    /Type mismatch for Index Key \w+ Expected: \w+ Actual: \w+ IndexName/,
  ],
  [
    'Key conditions: the service names the parameter.',
    /^KeyConditionExpressions cannot have conditions on nested attributes/,
    /^Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested attributes/,
  ],
  [
    'Keys in an update: which of two is named.',
    /This attribute is part of the key/,
    /This attribute is part of the key/,
  ],
  ['Key conditions: the service names the missing key.', /missed key schema element$/, /missed key schema element: \w/],
  ['Sets: the service ends the sentence.', /contains duplicates/, /contains duplicates/],
  [
    'Sets: the service shows the binary values.',
    /Input collection of type BS contains duplicates/,
    /Input collection \[.*\]of type BS contains duplicates/,
  ],
  ['Attribute types: a list in no order.', /valid types: \{/, /valid types: \{/],
  [
    'Attribute types: the service knows no other.',
    /attribute_type, operand type: \{/,
    /attribute_type, operand type: \{/,
  ],
  ['ReturnValues: other words.', /Return values set to invalid value/, /ReturnValues can only be ALL_OLD or NONE/],
  [
    'Overlapping paths: which is named second depends on how Local hashes attributes.',
    /^Invalid (\w+): Two document paths (overlap|conflict)/,
    /^Invalid (\w+): Two document paths (overlap|conflict)/,
  ],
  [
    'BETWEEN: numbers as they were written, and bytes as Java prints them.',
    /^Invalid \w+: The BETWEEN operator requires/,
    /^Invalid \w+: The BETWEEN operator requires/,
  ],
  [
    'Indexes: attributes in an order that depends on how Local hashes them.',
    /(index \w+) does not project/,
    /(index \w+) does not project/,
  ],
  [
    'A value where a path goes on: DynamoDB Local fails, or finds the next fault.',
    /Internal server error|^Invalid \w+: Syntax error/,
    /^Invalid \w+: Syntax error; token: ":\w+", near: "\s*\.\s*:/,
  ],
  [
    'Legacy actions: types by their names.',
    /is not supported for the type [A-Z ]+$/,
    /is not supported for the type \w+$/,
  ],
  [
    'Legacy parameters: the service names the attribute.',
    /Exists set to true but no value given|Only DELETE may specify no attribute value/,
    /Value must be provided|Only DELETE action is allowed/,
  ],
];

/** Checks that DynamoDB Local makes before those that the service makes first: a request with two faults shows the other. */
const checkedEarly: readonly RegExp[] = [
  /^Return values set to invalid value/,
  /^The table does not have the specified index/,
  /^Consistent reads are not supported on global secondary indexes/,
  /One of the required keys was not given a value/,
  /^The number of conditions on the keys is invalid/,
  /^Invalid attribute value type/,
  /Type mismatch for key/,
  /AttributeValue for a key attribute cannot contain an empty/,
  /Updates on index keys must be of the same data type/,
  /does not project one or more filter/,
  /may not contain null or empty values/,
  /Item to put in PutItem cannot be null/,
  /The provided key element does not match the schema/,
  /^Key attributes must be scalars/,
  /Condition parameter type does not match schema type/,
  /^Provided list of item keys contains duplicates/,
  /^ConditionalOperator can only be used when/,
  /ComparisonOperator \w+ is not valid for \w+ AttributeValue type/,
  /^ConditionalOperator cannot be used without/,
  /^Filter Expression can only contain non-primary/,
  /Type mismatch for Index Key/,
  /Select type ALL_ATTRIBUTES is not supported/,
  /Global secondary index \w+ does not project/,
  /Query condition missed key schema element/,
  /^Type mismatch for attribute to update/,
  /^The BETWEEN condition was provided a range/,
  /A value provided cannot be converted into a number/,
];

const MISSING_OPERAND = 'The provided expression refers to an attribute that does not exist in the item';

/** Faults of an update that show only when it meets the item: which is named depends on how Local hashes attributes. */
const updateFaults = [
  'The document path provided in the update expression is invalid for update',
  MISSING_OPERAND,
  'An operand in the update expression has an incorrect data type',
];

export const knownDifferences: readonly KnownDifference[] = [
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
    reason: 'Other words for the cause of a reason.',
    explains: ({ local, engine }) => {
      const [ours, theirs] = [reasonsOf(engine), reasonsOf(local)];
      return (
        ours.length > 0 && ours.length === theirs.length && ours.every((reason, at) => isAlike(reason, theirs[at]))
      );
    },
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
      /action is not supported for|action with value is not supported|Key attributes must be scalars|This attribute is part of the key/.test(
        message(engine),
      ),
  },
  {
    reason:
      'The service answers faults of single actions of a transaction as its reasons, DynamoDB Local as its error.',
    explains: ({ request, local, engine }) =>
      request.operation.startsWith('Transact') &&
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
    explains: ({ request, engine }) =>
      request.operation === 'TransactWriteItems' &&
      reasonsOf(engine).some(({ Message = '' }) => /This attribute is part of the key/.test(Message)),
  },
  {
    reason:
      'DynamoDB Local checks keys of local indexes in AttributeUpdates, whatever the action, and in no expression.',
    explains: ({ request: { operation }, local, engine }) => {
      const said = [message(engine), ...reasonsOf(engine).map(({ Message = '' }) => Message)];
      return (
        (operation === 'UpdateItem' && /^Updates on index keys/.test(message(local))) ||
        (/Update|Transact/.test(operation) && said.some(text => /Type mismatch for Index Key l .* local$/.test(text)))
      );
    },
  },
  {
    reason: 'DynamoDB Local looks for the second operand of if_not_exists though the first is there.',
    explains: ({ request, local, engine }) =>
      JSON.stringify(request.input).includes('if_not_exists') &&
      !isValidation(engine) &&
      [message(local), ...reasonsOf(local).map(({ Message = '' }) => Message)].includes(MISSING_OPERAND),
  },
  {
    reason: 'DynamoDB Local lets a transaction look into a key of an index.',
    explains: ({ request, engine }) =>
      request.operation === 'TransactWriteItems' && /^Key attributes must be scalars/.test(message(engine)),
  },
];

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
  const bare = engine.replace(/^1 validation error detected: /, '');
  if (local === bare) return true;
  return otherWords.some(([, localWords, engineWords]) => localWords.test(local) && engineWords.test(bare));
}
