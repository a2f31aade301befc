import type { KeyTemplate } from './template';

/** The characters that are possible at one place of a key. `many`: one or more of them. */
interface Token {
  readonly many: boolean;
  /** One character, `digit`, or any character but this one. */
  readonly is: { readonly character: string } | 'digit' | { readonly not: string | undefined };
}

/** Whether one text could be a key of both templates. In doubt, yes. */
export function overlaps(a: KeyTemplate, b: KeyTemplate): boolean {
  if (a.type !== b.type) return false;
  const left = tokensOf(a);
  const right = tokensOf(b);
  return meets(left, right, (i, j) => i === left.length && j === right.length);
}

/** Walks through both templates at once, until a pair of places is the end of both. */
function meets(left: readonly Token[], right: readonly Token[], isEnd: (i: number, j: number) => boolean): boolean {
  const seen = new Set<number>();
  const width = right.length + 1;
  const open = [0];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const i = Math.floor(place / width);
    const j = place % width;
    if (isEnd(i, j)) return true;
    const x = left[i];
    const y = right[j];
    if (!x || !y || !meet(x, y)) continue;
    open.push((i + 1) * width + j + 1);
    if (x.many) open.push(i * width + j + 1);
    if (y.many) open.push((i + 1) * width + j);
  }
  return false;
}

/** Whether a key of the template could begin with a text. */
export function couldBeginWith(template: KeyTemplate, text: string): boolean {
  if (template.type !== 'S') return true;
  const prefix = literal(text);
  return meets(prefix, tokensOf(template), i => i === prefix.length);
}

/** A `many` that goes on is a place that stays: both stay only where both take another character, which changes nothing. */
function tokensOf({ type, lead, parts }: KeyTemplate): Token[] {
  if (type !== 'S') return [ANY];
  return [
    ...literal(lead),
    ...parts.flatMap(({ format, after }) => [
      ...(format.pattern === undefined ? [variable(after)] : fixed(format.pattern)),
      ...literal(after),
    ]),
  ];
}

const ANY: Token = { many: true, is: { not: undefined } };

/** A value that ends before a character does not contain that character. */
function variable(after: string): Token {
  return after.length === 1 ? { many: true, is: { not: after } } : ANY;
}

function literal(text: string): Token[] {
  return [...text].map(character => ({ many: false, is: { character } }));
}

function fixed(pattern: string): Token[] {
  return [...pattern].map(character => ({ many: false, is: character === 'd' ? 'digit' : { character } }));
}

function meet({ is: a }: Token, { is: b }: Token): boolean {
  if (a !== 'digit' && 'character' in a) return accepts(b, a.character);
  if (b !== 'digit' && 'character' in b) return accepts(a, b.character);
  return true;
}

function accepts(is: Token['is'], character: string): boolean {
  if (is === 'digit') return /\d/.test(character);
  return 'character' in is ? is.character === character : is.not !== character;
}
