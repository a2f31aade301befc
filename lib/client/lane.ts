import type { DynamoDBClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import { parseJson, reviveBytes } from '../codec/json';
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
  /** Where they are in the answer: `Items`. */
  readonly name: string;
  /** The records, and the rest of the answer; undefined where it must be parsed instead. */
  read(body: Buffer): { readonly records: readonly object[]; readonly rest: object } | undefined;
}

/** By input, for the time of its request. */
const readers = new WeakMap<object, AnswerReader>();

/** Lets a reader have the answer to a command. Whether it got it, {@link recordsIn} says. */
export function readAnswerWith(reader: AnswerReader, command: { readonly input: object }): void {
  readers.set(command.input, reader);
}

/** What a reader made of the items of an output, and the accessor that stands for them in the output. */
interface Offer {
  readonly name: string;
  readonly records: readonly object[];
  get(): unknown;
}

/** By output. */
const offers = new WeakMap<object, Offer>();

/** What a reader made of the items of an output, once; undefined where the output holds the items themselves, or others. */
export function recordsIn(output: object): readonly object[] | undefined {
  const offer = taken(offers, output);
  return offer && Object.getOwnPropertyDescriptor(output, offer.name)?.get === offer.get ? offer.records : undefined;
}

/**
 * What a map holds for a key, which it then holds no more: the young generation of V8 keeps all values of a WeakMap alive, and would copy
 * page after page.
 */
function taken<V>(map: WeakMap<object, V>, key: object): V | undefined {
  const value = map.get(key);
  map.delete(key);
  return value;
}

/** What was parsed of a response's body. */
interface Parsed {
  readonly answer: object;
  /** Whether that is the whole answer, or only what the SDK would lose of it. */
  readonly whole: boolean;
  /** The items that a reader took. */
  readonly taken?: { readonly name: string; readonly records: readonly object[]; readonly body: Buffer };
}

/** By response. */
const parsed = new WeakMap<object, Parsed>();

/**
 * The fast lane: requests and answers go between our items and DynamoDB's JSON directly, as they have the same form. The SDK does all
 * the rest (endpoint, credentials, signing, retries, transport), but its serializers have nothing to walk through.
 *
 * Each middleware of the user's sees the input and output that it would see without the lane.
 */
export function enterLane(stack: Stack, config?: { makeRoomFor(context: object): void }): void {
  writeBody(stack);
  readAnswer(stack, { isFast: true, looks: 0, config });
}

/** Beside the lane the SDK reads and writes; of its answers only what it would lose is mended. */
export function stayBesideLane(stack: Stack): void {
  readAnswer(stack, { isFast: false, looks: 0 });
}

/** By what stands for an input while the SDK serializes: the input. */
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
  args.request.body = JSON.stringify(input);
  return next({ ...args, input });
};

/** What is seen of the answers to a client's commands of one class. */
interface Lane {
  readonly isFast: boolean;
  /** How often somebody looked at items that a reader had taken. */
  looks: number;
  /** What its middleware was resolved with, if that is ours. */
  readonly config?: { makeRoomFor(context: object): void } | undefined;
}

/** Somebody looks at all items: a logger, a middleware. They are parsed once, then, and not read from text besides. */
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
      // The SDK keeps the response of an error with it.
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
  // At once, before any middleware of the user's may look at the input again, and before the body is counted and signed.
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

/** Takes the answer in the SDK's place and leaves it none; an error is the SDK's to read, always. */
function parse(response: Response, body: Buffer, lane: Lane, reader: AnswerReader | undefined): void {
  const whole = lane.isFast && response.statusCode < 300;
  response.body = whole ? NO_BYTES : body;
  if (whole) parsed.set(response, (lane.looks < MANY_LOOKS && readBy(reader, body)) || parsedWhole(body));
  else if (namesProto(body)) parsed.set(response, { answer: JSON.parse(body.toString()) as object, whole });
}

function parsedWhole(body: Buffer): Parsed {
  return { answer: parseJson(body.toString()) as object, whole: true };
}

/** Whatever is wrong with an answer or an item, parsing it finds it again, and where it is. */
function readBy(reader: AnswerReader | undefined, body: Buffer): Parsed | undefined {
  try {
    const read = reader?.read(body);
    return read && { answer: read.rest, whole: true, taken: { name: reader!.name, records: read.records, body } };
  } catch {
    return undefined;
  }
}

/** Gives an output, or an error, what was parsed for it. */
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

/** The items are there for whoever looks at them, and then count, as they may be changed. */
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

/** The SDK walks through each input and output to hide what is sensitive from its logger, even from one that logs nothing. */
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

/** The tables of a request, which its endpoint may depend on, and none of its values. */
function lightInput(input: ServiceInputTypes): ServiceInputTypes {
  const { TableName, RequestItems, TransactItems } = input as Input;
  if (RequestItems) {
    const noRequests = (requests: unknown) => (Array.isArray(requests) ? [] : { Keys: [] });
    return { RequestItems: mapValues(RequestItems, noRequests) } as ServiceInputTypes;
  }
  if (TransactItems) {
    // A token, as the SDK would make one where it is missing.
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
