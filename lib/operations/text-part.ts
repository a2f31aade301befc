import { parseJson } from '../codec/json';
import { isBytes } from '../codec/kinds';
import { toBase64 } from '../wire/binary';

/** A part of an input that is text, and only becomes values where somebody looks at it. */
interface TextPart {
  readonly name: string;
  readonly text: string;
  /** What stands for the input where only its tables matter, if this part names them. */
  readonly standIn: object | undefined;
  /** What somebody saw. */
  values?: unknown;
}

/** Not enumerable: nothing that a copy, a log or a comparison would see. */
const PART = Symbol('dynact.text');

interface Bearer {
  readonly [PART]?: TextPart;
}

/** Adds a parameter to an input that is there as the text of its JSON. Whoever looks at it gets values, which count from then on. */
export function withText<I extends object>(input: object, name: keyof I & string, text: string, standIn?: object): I {
  Object.defineProperty(input, PART, { value: { name, text, standIn } satisfies TextPart });
  Object.defineProperty(input, name, accessorOf(name));
  return input as I;
}

/** The text in an input; undefined where it has none, or somebody looked at it, who may have changed it. */
export function textPartOf(input: object): TextPart | undefined {
  const part = (input as Bearer)[PART];
  return part &&
    part.values === undefined &&
    Object.getOwnPropertyDescriptor(input, part.name)?.get === accessorOf(part.name).get
    ? part
    : undefined;
}

/** An input as the text of its JSON. */
export function textOfInput(input: object): string {
  const part = textPartOf(input);
  if (!part) return textOfValues(input);
  const rest: Record<string, unknown> = {};
  for (const name of Object.keys(input)) if (name !== part.name) rest[name] = (input as typeof rest)[name];
  const own = `"${part.name}":${part.text}}`;
  const others = textOfValues(rest);
  return others === '{}' ? `{${own}` : `${others.slice(0, -1)},${own}`;
}

/** Middleware may have put plain bytes there, or copies of ours, which JSON would write as objects. */
function textOfValues(values: object): string {
  const text = JSON.stringify(values);
  return text.includes('"B":{') || text.includes('"BS":[') ? JSON.stringify(values, bytesAsText) : text;
}

/** Looks at the value itself: a Buffer makes an object of itself before it comes here. */
function bytesAsText(this: unknown, key: string, value: unknown): unknown {
  const own = (this as Readonly<Record<string, unknown>>)[key];
  return isBytes(own) ? toBase64(own) : value;
}

/**
 * By name, one for all inputs: V8 keeps an accessor with the hidden class of its object, and would keep the text of each request there until
 * it collects the old generation.
 */
const accessors = new Map<string, PropertyDescriptor>();

function accessorOf(name: string): PropertyDescriptor {
  let accessor = accessors.get(name);
  if (!accessor) {
    accessor = {
      get(this: Bearer) {
        const part = this[PART]!;
        part.values ??= parseJson(part.text);
        // Not in an input that is frozen, which keeps its accessor.
        Reflect.defineProperty(this, name, plain(part.values));
        return part.values;
      },
      set(this: Bearer, value) {
        Object.defineProperty(this, name, plain(value));
      },
      enumerable: true,
      configurable: true,
    };
    accessors.set(name, accessor);
  }
  return accessor;
}

function plain(value: unknown): PropertyDescriptor {
  return { value, enumerable: true, configurable: true, writable: true };
}
