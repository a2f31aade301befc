import type { DynamoDBClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import { parseJson, reviveBytes } from '../codec/json';
import { textOfInput, textPartOf } from '../operations/text-part';
import { namesProto, readBody, restoreProto } from './answer';

type Stack = DynamoDBClient['middlewareStack'];

interface Args {
  readonly input: ServiceInputTypes;
  readonly request: { body?: unknown };
}

interface Result {
  readonly output: ServiceOutputTypes;
  readonly response: Response;
}

interface Response {
  readonly statusCode: number;
  body?: unknown;
}

interface Context {
  readonly logger?: { readonly constructor?: { readonly name: string } };
  inputFilterSensitiveLog?: unknown;
  outputFilterSensitiveLog?: unknown;
}

/** The SDK types each step on its own; ours pass on what they do not touch. */
type Middleware = (next: (args: Args) => Promise<Result>, context: Context) => (args: Args) => Promise<Result>;

/** Reads the items of an answer straight into records, from the answer's text. */
export interface AnswerReader {
  /** Where the items are in the answer: `Items`, `Responses`. */
  readonly name: string;
  /** The records, undefined where an item is missing, and the rest of the answer; undefined if the answer must be parsed instead. */
  read(body: Buffer): { readonly records: readonly (object | undefined)[]; readonly rest: object } | undefined;
}

/** By input, for the time of its request. */
const readers = new WeakMap<object, AnswerReader>();

/** Registers a reader for the answer to a command. {@link recordsIn} says whether it was used. */
export function readAnswerWith(reader: AnswerReader, command: { readonly input: object }): void {
  readers.set(command.input, reader);
}

/** The records that a reader made, and the accessor that replaces the items in the output. */
interface Offer {
  readonly name: string;
  readonly records: readonly (object | undefined)[];
  get(): unknown;
}

/** By output. */
const offers = new WeakMap<object, Offer>();

/** The records that a reader made of an output, once; undefined if the output has the items themselves, or others. */
export function recordsIn(output: object): readonly (object | undefined)[] | undefined {
  const offer = taken(offers, output);
  return offer && Object.getOwnPropertyDescriptor(output, offer.name)?.get === offer.get ? offer.records : undefined;
}

/** How many records a reader made of an output whose items nothing has looked at. */
export function countOfRecords(output: object): number | undefined {
  return offers.get(output)?.records.filter(Boolean).length;
}

/**
 * Takes a value out of a WeakMap. V8's young generation keeps the values of a WeakMap alive, and would copy them again and again.
 */
function taken<V>(map: WeakMap<object, V>, key: object): V | undefined {
  const value = map.get(key);
  map.delete(key);
  return value;
}

/** The parsed part of a response's body. */
interface Parsed {
  readonly answer: object;
  /** Whether it is the whole answer, or only what the SDK would drop. */
  readonly whole: boolean;
  /** The items that a reader took. */
  readonly taken?: { readonly name: string; readonly records: readonly (object | undefined)[]; readonly body: Buffer };
}

/** By response. */
const parsed = new WeakMap<object, Parsed>();

/**
 * The fast lane: our items and DynamoDB's JSON have the same form, so requests and answers skip the SDK's serializers. The SDK does the
 * rest: endpoint, credentials, signing, retries, transport.
 *
 * Middleware of programs sees the same input and output as without the lane.
 */
export function enterLane(stack: Stack, config?: { makeRoomFor(context: object): void }): void {
  writeBody(stack);
  readAnswer(stack, { isFast: true, looks: 0, config });
}

/** Outside the lane the SDK serializes; we restore only what it drops from answers. */
export function stayBesideLane(stack: Stack): void {
  readAnswer(stack, { isFast: false, looks: 0 });
}

/** The real input, by the object that replaces it while the SDK serializes. */
const inputs = new WeakMap<object, ServiceInputTypes>();

const swapInput: Middleware = (next, context) => {
  keepLogFilterIdle(context);
  return args => {
    const light = lightInput(args.input);
    inputs.set(light, args.input);
    return next({ ...args, input: light });
  };
};

const setBody: Middleware = next => args => {
  const input = taken(inputs, args.input) ?? args.input;
  args.request.body = textOfInput(input);
  return next({ ...args, input });
};

/** What is known about the answers to one command class of a client. */
interface Lane {
  readonly isFast: boolean;
  /** How often something looked at items that a reader had taken. */
  looks: number;
  /** The configuration that the middleware was resolved with, if it is our copy. */
  readonly config?: { makeRoomFor(context: object): void } | undefined;
}

/** Something looks at all items, such as a logger or a middleware. Then they are parsed once, and not also read from text. */
const MANY_LOOKS = 3;

const completeAnswer =
  (lane: Lane): Middleware =>
  (next, context) =>
  async args => {
    try {
      const result = await next(args);
      lane.config?.makeRoomFor(context);
      complete(result.output, result.response, lane);
      return result;
    } catch (error) {
      // The SDK attaches the response to an error.
      const response = (error as { $response?: Response } | undefined)?.$response;
      if (response) complete(error as object, response, lane);
      throw error;
    }
  };

const takeBody =
  (lane: Lane): Middleware =>
  next =>
  async args => {
    const result = await next(args);
    const { response } = result;
    const bytes = readBody(response.body);
    const body = bytes instanceof Promise ? await bytes : bytes;
    const reader = taken(readers, args.input);
    if (body) parse(response, body, lane, reader);
    return result;
  };

function writeBody(stack: Stack): void {
  const toMiddleware = 'serializerMiddleware';
  stack.addRelativeTo(swapInput as never, { name: 'dynactInput', relation: 'before', toMiddleware });
  // Right after, before other middleware may look at the input, and before the body is counted and signed.
  stack.addRelativeTo(setBody as never, { name: 'dynactRequestBody', relation: 'after', toMiddleware });
}

function readAnswer(stack: Stack, lane: Lane): void {
  const beforeDeserializer = {
    name: 'dynactAnswer',
    relation: 'before',
    toMiddleware: 'deserializerMiddleware',
  } as const;
  stack.addRelativeTo(completeAnswer(lane) as never, beforeDeserializer);
  // Next to the request handler, inside of what reads the body.
  stack.add(takeBody(lane) as never, { name: 'dynactAnswerBody', step: 'deserialize', priority: 'low' });
}

const NO_BYTES = new Uint8Array();

/** Reads the answer instead of the SDK, which finds an empty one. Errors are always read by the SDK. */
function parse(response: Response, body: Buffer, lane: Lane, reader: AnswerReader | undefined): void {
  const whole = lane.isFast && response.statusCode < 300;
  response.body = whole ? NO_BYTES : body;
  if (whole) parsed.set(response, (lane.looks < MANY_LOOKS && readBy(reader, body)) || parsedWhole(body));
  else if (namesProto(body)) parsed.set(response, { answer: JSON.parse(body.toString()) as object, whole });
}

function parsedWhole(body: Buffer): Parsed {
  return { answer: parseJson(body.toString()) as object, whole: true };
}

/** If a reader fails, the answer is parsed, which finds the fault again and its place. */
function readBy(reader: AnswerReader | undefined, body: Buffer): Parsed | undefined {
  try {
    const read = reader?.read(body);
    return read && { answer: read.rest, whole: true, taken: { name: reader!.name, records: read.records, body } };
  } catch {
    return undefined;
  }
}

/** Puts the parsed part into an output or an error. */
function complete(target: object, response: object, lane: Lane): void {
  const found = taken(parsed, response);
  if (found?.whole) {
    Object.assign(target, found.answer);
    if (found.taken) offer(target, found.taken, lane);
    return;
  }
  reviveBytes(target);
  if (found) restoreProto(target, found.answer);
}

/** The items are parsed when something looks at them. From then on they count, and not the records, as they may be changed. */
function offer(output: object, { name, records, body }: NonNullable<Parsed['taken']>, lane: Lane): void {
  const become = (value: unknown) => {
    Object.defineProperty(output, name, { value, enumerable: true, configurable: true, writable: true });
    return value;
  };
  const get = () => {
    lane.looks++;
    return become((parseJson(body.toString()) as Record<string, unknown>)[name]);
  };
  Object.defineProperty(output, name, { get, set: become, enumerable: true, configurable: true });
  offers.set(output, { name, records, get });
}

/** The SDK walks each input and output to hide sensitive values from its logger, even if that logs nothing. */
function keepLogFilterIdle(context: Context): void {
  if (context.logger && context.logger.constructor?.name !== 'NoOpLogger') return;
  context.inputFilterSensitiveLog = () => undefined;
  context.outputFilterSensitiveLog = () => undefined;
}

interface Input {
  readonly TableName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName: string }>>[];
}

/** An input with only the tables of the request, which its endpoint may depend on. */
function lightInput(input: ServiceInputTypes): ServiceInputTypes {
  const standIn = textPartOf(input)?.standIn;
  if (standIn) return standIn as ServiceInputTypes;
  const { TableName, RequestItems, TransactItems } = input as Input;
  if (RequestItems) {
    const noRequests = (requests: unknown) => (Array.isArray(requests) ? [] : { Keys: [] });
    return { RequestItems: mapValues(RequestItems, noRequests) } as ServiceInputTypes;
  }
  if (TransactItems) {
    // The SDK would generate a missing token.
    return { TransactItems: oneForEachTable(TransactItems), ClientRequestToken: 'set' } as ServiceInputTypes;
  }
  return { TableName } as ServiceInputTypes;
}

function oneForEachTable(items: NonNullable<Input['TransactItems']>): object[] {
  const distinct = new Map<string, object>();
  for (const item of items) {
    for (const kind of Object.keys(item)) {
      const { TableName } = item[kind]!;
      const action = `${kind} ${TableName}`;
      if (!distinct.has(action)) distinct.set(action, { [kind]: { TableName } });
    }
  }
  return [...distinct.values()];
}

function mapValues<T, R>(object: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
