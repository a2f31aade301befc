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
    /Type mismatch for Index Key$|Invalid attribute value type/,
    /Type mismatch for Index Key \w+ Expected: \w+ Actual: \w+ IndexName/,
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
    'Legacy parameters: the service names the attribute.',
    /Exists set to true but no value given|Only DELETE may specify no attribute value/,
    /Value must be provided|Only DELETE action is allowed/,
  ],
];

/** What DynamoDB Local looks at before the service does; the engine answers with another fault of the same request. */
const lookedAtFirst: readonly (readonly [reason: string, local: RegExp])[] = [
  ['ReturnValues come first.', /^Return values set to invalid value$/],
];

export const knownDifferences: readonly KnownDifference[] = [
  {
    reason:
      'The service puts the number of errors before those of PutItem and UpdateItem; other words for the same cause.',
    explains: ({ local, engine }) =>
      isValidation(local) && isValidation(engine) && isSameCause(local.message ?? '', engine.message ?? ''),
  },
  {
    reason: 'DynamoDB Local checks in another order.',
    explains: ({ local, engine }) =>
      isValidation(local) &&
      isValidation(engine) &&
      lookedAtFirst.some(([, pattern]) => pattern.test(local.message ?? '')),
  },
];

function isValidation({ error }: Canonical): boolean {
  return error === 'ValidationException';
}

function isSameCause(local: string, engine: string): boolean {
  const bare = engine.replace(/^1 validation error detected: /, '');
  if (local === bare) return true;
  return otherWords.some(([, localWords, engineWords]) => localWords.test(local) && engineWords.test(bare));
}
