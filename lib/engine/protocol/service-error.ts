const MODEL = 'com.amazonaws.dynamodb.v20120810#';
const VALIDATION = 'com.amazon.coral.validate#ValidationException';
/** Errors whose message stands under another name. */
const CAPITAL_MESSAGE: ReadonlySet<string> = new Set(['SerializationException', 'TransactionCanceledException']);
const CORAL_SERVICE = 'com.amazon.coral.service#';

/**
 * What a `ValidationException` is about, where operations treat some differently: `plain` ones get no envelope, `wholeRequest` ones
 * fail a whole transaction, the others are put in other words by who knows where the value was.
 */
export type ErrorKind = 'request' | 'plain' | 'wholeRequest' | 'nesting' | 'untyped' | 'form' | 'operand';

const PLAIN: ReadonlySet<ErrorKind> = new Set(['plain', 'nesting', 'untyped']);

/** An error as the service answers it: a type, a message, and fields such as `Item` beside them. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    /** With its namespace, as in `__type`. */
    readonly type: string,
    message: string | undefined,
    readonly fields: Readonly<Record<string, unknown>> = {},
    readonly statusCode = 400,
    readonly kind: ErrorKind = 'request',
  ) {
    super(message);
  }

  /** The type without its namespace: what an SDK names the exception. */
  get code(): string {
    return this.type.slice(this.type.indexOf('#') + 1);
  }

  /** The body of the response. */
  toBody(): Record<string, unknown> {
    if (this.message === '') return { __type: this.type, ...this.fields };
    return {
      __type: this.type,
      [CAPITAL_MESSAGE.has(this.code) ? 'Message' : 'message']: this.message,
      ...this.fields,
    };
  }
}

/** The request is wrong: `ValidationException`. */
export function validationError(message: string, kind?: ErrorKind): ServiceError {
  return new ServiceError(VALIDATION, message, {}, 400, kind);
}

/** Values that do not go together, or cannot be: `ValidationException`. */
export function invalid(message: string): ServiceError {
  return validationError(`One or more parameter values were invalid: ${message}`);
}

/** What is wrong with the constraints of a request, with its number in front: `ValidationException`. */
export function detectedErrors(problems: readonly string[]): ServiceError {
  const count = `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: `;
  return validationError(count + problems.join('; '));
}

/** A `ValidationException` that no operation puts in an envelope: about the form of a value, or of placeholders. */
export function plainError(message: string): ServiceError {
  return validationError(message, 'plain');
}

/** A `ValidationException` that fails a whole transaction instead of being its reason for one action. */
export function wholeRequestError(message: string): ServiceError {
  return validationError(message, 'wholeRequest');
}

/** Whether an error is a `ValidationException`. */
export function isValidationError(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.type === VALIDATION;
}

/**
 * Runs validation whose errors the service answers with their number in front, as it does those of the request's
 * constraints: that of PutItem, of UpdateItem, and of `Select` in a Query. Recordings of 2026 (UpdateItem with an empty
 * set, Query with `Select`) have the number, those of unused placeholders, of numbers and of `Expected` have not; of
 * what no recording shows, dynoxide 1.2.1 was followed.
 */
export function enveloped<T>(validate: () => T): T {
  try {
    return validate();
  } catch (error) {
    if (!isValidationError(error) || PLAIN.has(error.kind)) throw error;
    throw detectedErrors([error.message]);
  }
}

/** Runs a part of that validation whose errors are told as they are: that of legacy parameters, and of the key of an update. */
export function plainly<T>(validate: () => T): T {
  try {
    return validate();
  } catch (error) {
    throw isValidationError(error) ? plainError(error.message) : error;
  }
}

/** The bytes are no request of that operation: `SerializationException`. */
export function serializationError(message?: string): ServiceError {
  return new ServiceError(`${CORAL_SERVICE}SerializationException`, message);
}

/** No such operation: `UnknownOperationException`. */
export function unknownOperationError(): ServiceError {
  return new ServiceError(`${CORAL_SERVICE}UnknownOperationException`, undefined);
}

/** Any error of DynamoDB's own model: `modelError('ResourceInUseException', 'Table already exists: a')`. */
export function modelError(code: string, message: string, fields?: Readonly<Record<string, unknown>>): ServiceError {
  return new ServiceError(MODEL + code, message, fields);
}

/** More than the service lets an account or a table have, or do: `LimitExceededException`. */
export function limitError(message: string): ServiceError {
  return modelError('LimitExceededException', `Subscriber limit exceeded: ${message}`);
}

/** The table or the index is not there: `ResourceNotFoundException`. */
export function notFoundError(message = 'Requested resource not found'): ServiceError {
  return modelError('ResourceNotFoundException', message);
}

/** A condition did not hold: `ConditionalCheckFailedException`, with the stored item where the request asks for it. */
export function conditionFailedError(item?: unknown): ServiceError {
  return modelError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    item === undefined ? undefined : { Item: item },
  );
}

const TOO_DEEP = 'Nesting Levels have exceeded supported limits';

/** A value of a request lies too deep in others. */
export function nestingError(): ServiceError {
  return validationError(`${TOO_DEEP}: Attributes in the item have nested levels beyond supported limit`, 'nesting');
}

/** After an update, a value would lie too deep in others. */
export function updatedNestingError(): ServiceError {
  return validationError(TOO_DEEP);
}
