const MODEL = 'com.amazonaws.dynamodb.v20120810#';
const VALIDATION = 'com.amazon.coral.validate#ValidationException';
/** Errors whose message has another property name. */
const CAPITAL_MESSAGE: ReadonlySet<string> = new Set(['SerializationException', 'TransactionCanceledException']);
const CORAL_SERVICE = 'com.amazon.coral.service#';

/**
 * The kind of a `ValidationException`, for operations that treat some differently: `plain` ones get no envelope, `wholeRequest` ones fail a whole
 * transaction, the others are reworded by the code that knows where the value was.
 */
export type ErrorKind = 'request' | 'plain' | 'wholeRequest' | 'nesting' | 'untyped' | 'form' | 'operand';

const PLAIN: ReadonlySet<ErrorKind> = new Set(['plain', 'nesting', 'untyped']);

/** An error of the service: a type, a message, and possibly fields such as `Item`. */
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

/** Values that are wrong, or cannot be combined: `ValidationException`. */
export function invalid(message: string): ServiceError {
  return validationError(`One or more parameter values were invalid: ${message}`);
}

/** Violated constraints of a request, with their number in front: `ValidationException`. */
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

/** Runs a part of that validation whose errors stay as they are: legacy parameters, and the key of an update. */
export function plainly<T>(validate: () => T): T {
  try {
    return validate();
  } catch (error) {
    throw isValidationError(error) ? plainError(error.message) : error;
  }
}

/** The bytes are not a request of that operation: `SerializationException`. */
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

/** More than an account or a table may have or do: `LimitExceededException`. */
export function limitError(message: string): ServiceError {
  return modelError('LimitExceededException', `Subscriber limit exceeded: ${message}`);
}

/** The table or index does not exist: `ResourceNotFoundException`. */
export function notFoundError(message = 'Requested resource not found'): ServiceError {
  return modelError('ResourceNotFoundException', message);
}

/** A condition was false: `ConditionalCheckFailedException`, with the stored item if the request asks for it. */
export function conditionFailedError(item?: unknown): ServiceError {
  return modelError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    item === undefined ? undefined : { Item: item },
  );
}

const TOO_DEEP = 'Nesting Levels have exceeded supported limits';

/** A value of a request is nested too deep. */
export function nestingError(): ServiceError {
  return validationError(`${TOO_DEEP}: Attributes in the item have nested levels beyond supported limit`, 'nesting');
}

/** After an update, a value would be nested too deep. */
export function updatedNestingError(): ServiceError {
  return validationError(TOO_DEEP);
}
