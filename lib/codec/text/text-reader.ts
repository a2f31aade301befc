import { attributeOf, type Item } from '../../wire/attribute-value';
import type { Residue } from '../field';
import { parseJson } from '../json';
import { shapeOf } from './forms';
import { endOfObject, namesInOrder } from './scan';
import { type About, MOST_NAMES, ShapeReader, type Source } from './shapes';

/** How many patterns a class may have at once, and how many in all. */
const MOST_SHAPES = 4;
const MOST_PATTERNS = 24;

/** Reads an item that was parsed. @returns whether it has attributes that the class does not declare */
type Decode = (item: Item, values: object, residue: Residue) => void;

/**
 * Reads items of a class from the text of an answer directly into instances. DynamoDB returns items with the same attributes in the same order, so the
 * order of recent items becomes a regular expression. An item that does not match is parsed, and the next pattern includes it.
 */
export class TextReader {
  /** The one that matched last comes first. */
  private shapes: ShapeReader[] = [];
  private patternsLeft = MOST_PATTERNS;
  private credit = MOST_CREDIT;

  constructor(
    private readonly about: About,
    private readonly decode: Decode,
  ) {}

  /** The value of the attribute that names the class, in the item read last. */
  toldBy(name: string): string | undefined {
    return this.about.told[this.about.telling.indexOf(name)];
  }

  /** Items turned out to be others than could be read: for a while none are tried. */
  discourage(): void {
    this.credit = Math.min(this.credit, -1);
  }

  /** Whether recent items matched often enough. If not, it is tried again from time to time. */
  get isWorthwhile(): boolean {
    if (this.credit <= 0) this.credit += 0.1;
    return this.credit > 0;
  }

  /**
   * Sets the properties of a fresh instance.
   *
   * @returns where the item that begins at `at` ends; -1 if the text ends before, and then nothing was set
   * @throws SyntaxError, or a ValueFault as decoding does
   */
  read(source: Source, at: number, values: object, residue: Residue): number {
    for (let i = 0; i < this.shapes.length; i++) {
      const shape = this.shapes[i]!;
      const end = shape.read(source, at, values, residue);
      if (end < 0) continue;
      if (i > 0) this.shapes.unshift(...this.shapes.splice(i, 1));
      if (this.credit < MOST_CREDIT) this.credit++;
      return end;
    }
    return this.parse(source.text, at, values, residue);
  }

  private parse(text: string, at: number, values: object, residue: Residue): number {
    const end = endOfObject(text, at);
    if (end < 0) return -1;
    const own = text.slice(at, end);
    const item = parseJson(own) as Item;
    this.decode(item, values, residue);
    for (const [i, name] of this.about.telling.entries()) {
      const value = attributeOf(item, name);
      this.about.told[i] = value && 'S' in value ? value.S : undefined;
    }
    this.credit -= COST_OF_A_MISS;
    this.learn(own, item);
    return end;
  }

  private learn(text: string, item: Item): void {
    if (this.patternsLeft === 0) return;
    const names = namesInOrder(text);
    const shape = names.length <= MOST_NAMES ? shapeOf({ names, item, ...this.about }) : undefined;
    if (!shape) return;
    this.patternsLeft--;
    for (const [i, known] of this.shapes.entries()) {
      const both = known.with(shape);
      if (!both) continue;
      this.shapes.splice(i, 1);
      this.shapes.unshift(both);
      return;
    }
    this.shapes.unshift(new ShapeReader(shape, this.about));
    this.shapes.length = Math.min(this.shapes.length, MOST_SHAPES);
  }
}

/** A miss costs about as much as this many matches save. */
const COST_OF_A_MISS = 3;
const MOST_CREDIT = 64;
