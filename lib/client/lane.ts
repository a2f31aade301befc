import type { DynamoDBClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import { namesProto, readBody, restoreProto, reviveBytes } from './answer';

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

/** By response: what was parsed of its body, and whether that is the whole answer or only what the SDK would lose of it. */
const parsed = new WeakMap<object, { readonly answer: object; readonly whole: boolean }>();

/**
 * The fast lane: requests and answers go between our items and DynamoDB's JSON directly, as they have the same form. The SDK does all
 * the rest (endpoint, credentials, signing, retries, transport), but its serializers have nothing to walk through.
 *
 * Each middleware of the user's sees the input and output that it would see without the lane.
 */
export function enterLane(stack: Stack): void {
  writeBody(stack);
  readAnswer(stack, true);
}

/** Beside the lane the SDK reads and writes; of its answers only what it would lose is mended. */
export function stayBesideLane(stack: Stack): void {
  readAnswer(stack, false);
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
  const input = inputs.get(args.input) ?? args.input;
  args.request.body = JSON.stringify(input);
  return next({ ...args, input });
};

const completeAnswer: Middleware = next => async args => {
  try {
    const result = await next(args);
    complete(result.output, result.response);
    return result;
  } catch (error) {
    // The SDK keeps the response of an error with it.
    const response = (error as { $response?: Response } | undefined)?.$response;
    if (response) complete(error as object, response);
    throw error;
  }
};

const takeBody =
  (inLane: boolean): Middleware =>
  next =>
  async args => {
    const result = await next(args);
    await parse(result.response, inLane);
    return result;
  };

function writeBody(stack: Stack): void {
  const toMiddleware = 'serializerMiddleware';
  stack.addRelativeTo(swapInput as never, { name: 'dynactInput', relation: 'before', toMiddleware });
  // At once, before any middleware of the user's may look at the input again, and before the body is counted and signed.
  stack.addRelativeTo(setBody as never, { name: 'dynactRequestBody', relation: 'after', toMiddleware });
}

function readAnswer(stack: Stack, inLane: boolean): void {
  const beforeDeserializer = {
    name: 'dynactAnswer',
    relation: 'before',
    toMiddleware: 'deserializerMiddleware',
  } as const;
  stack.addRelativeTo(completeAnswer as never, beforeDeserializer);
  // Next to the request handler, inside of what reads the body.
  stack.add(takeBody(inLane) as never, { name: 'dynactAnswerBody', step: 'deserialize', priority: 'low' });
}

const NO_BYTES = new Uint8Array();

/** Parses the answer in the SDK's place and leaves it none; an error is the SDK's to read, always. */
async function parse(response: Response, inLane: boolean): Promise<void> {
  const body = await readBody(response.body);
  if (!body) return;
  const whole = inLane && response.statusCode < 300;
  response.body = whole ? NO_BYTES : body;
  if (!whole && !namesProto(body)) return;
  const text = body.toString();
  const answer = JSON.parse(text) as object;
  if (whole && mayHoldBytes(text)) reviveBytes(answer);
  parsed.set(response, { answer, whole });
}

/** Searched from their rare letter on: a search for the quotation mark before it would stop everywhere. */
function mayHoldBytes(json: string): boolean {
  return json.includes('B":"') || json.includes('BS":[');
}

/** Gives an output, or an error, what was parsed for it. */
function complete(target: object, response: object): void {
  const found = parsed.get(response);
  if (found?.whole) {
    Object.assign(target, found.answer);
    return;
  }
  reviveBytes(target);
  if (found) restoreProto(target, found.answer);
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
