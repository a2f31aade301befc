/** A transaction as its client saw it: what it read and wrote by item, undefined for an item that was not, or no longer, there. */
export interface Committed {
  readonly name: string;
  /** When it was started and when it returned, on one clock. */
  readonly start: number;
  readonly end: number;
  readonly reads: ReadonlyMap<string, string | undefined>;
  readonly writes: ReadonlyMap<string, string | undefined>;
  /** Its client does not know whether it was committed; it may also be later than its client thought, so its end is Infinity. */
  readonly isUnknown?: boolean;
}

/**
 * Why a history is not strictly serializable: there is no order of its transactions, one after the other, in which each reads what
 * is there and none comes after one that was started when it had returned. Undefined for a history that has such an order.
 *
 * The search is exact. Each value must be written once, so that a value tells who wrote it; an absent item tells nothing, and
 * the search tries what may be.
 */
export function complaintAbout(history: readonly Committed[]): string | undefined {
  const search = new Search(settled(history));
  return search.finish() ? undefined : search.complaint;
}

/**
 * Of those whose outcome is not known: one whose value somebody read was committed; one that deletes nothing, and whose values nobody read, makes
 * no difference. The others remain: the search tries both.
 */
function settled(history: readonly Committed[]): Committed[] {
  let left = history.filter(({ isUnknown, writes }) => !isUnknown || writes.size > 0);
  for (;;) {
    const certain = valuesRead(left.filter(({ isUnknown }) => !isUnknown));
    const possible = valuesRead(left);
    const next = left
      .map(one => (one.isUnknown && writesAnyOf(one, certain) ? { ...one, isUnknown: false } : one))
      .filter(one => !one.isUnknown || deletes(one) || writesAnyOf(one, possible));
    if (next.length === left.length && next.every((one, i) => one === left[i])) return next;
    left = next;
  }
}

function valuesRead(history: readonly Committed[]): Set<string> {
  return new Set(history.flatMap(({ reads }) => [...reads.values()]).filter(value => value !== undefined));
}

const deletes = ({ writes }: Committed) => [...writes.values()].includes(undefined);

const writesAnyOf = ({ writes }: Committed, values: Set<string>) =>
  [...writes.values()].some(value => value !== undefined && values.has(value));

class Search {
  private readonly left: Set<Committed>;
  private readonly state = new Map<string, string | undefined>();
  private readonly deadEnds = new Set<string>();
  private fewestLeft: number;
  complaint = '';

  constructor(private readonly history: readonly Committed[]) {
    this.left = new Set(history);
    this.fewestLeft = history.length + 1;
  }

  /** Whether the transactions that are left can be put in an order from here on. */
  finish(): boolean {
    if ([...this.left].every(({ isUnknown }) => isUnknown)) return true;
    const position = this.position();
    if (this.deadEnds.has(position)) return false;
    const next = this.candidates();
    const fitting = next.filter(transaction => this.fits(transaction));
    // One that writes nothing and fits may as well come first: there is nothing to try in its place.
    const reader = fitting.find(({ writes }) => writes.size === 0);
    for (const transaction of reader ? [reader] : fitting) if (this.finishAfter(transaction)) return true;
    this.deadEnds.add(position);
    this.note(next);
    return false;
  }

  private finishAfter(transaction: Committed): boolean {
    const before = [...transaction.writes.keys()].map(item => [item, this.state.get(item)] as const);
    this.left.delete(transaction);
    for (const [item, value] of transaction.writes) this.state.set(item, value);
    if (this.finish()) return true;
    this.left.add(transaction);
    for (const [item, value] of before) this.state.set(item, value);
    return false;
  }

  /** Those that nothing else must precede in time. */
  private candidates(): Committed[] {
    const firstEnd = Math.min(...[...this.left].map(({ end }) => end));
    return [...this.left].filter(({ start }) => start <= firstEnd);
  }

  /** It reads what is there, and overwrites no value that another one has yet to read: the value never comes again. */
  private fits(transaction: Committed): boolean {
    for (const [item, value] of transaction.reads) if (this.state.get(item) !== value) return false;
    for (const item of transaction.writes.keys()) {
      const value = this.state.get(item);
      if (value === undefined) continue;
      for (const other of this.left) {
        if (other !== transaction && !other.isUnknown && other.reads.get(item) === value) return false;
      }
    }
    return true;
  }

  private position(): string {
    const left = this.history.map(transaction => (this.left.has(transaction) ? '1' : '0')).join('');
    return JSON.stringify([left, [...this.state].sort()]);
  }

  private note(next: readonly Committed[]): void {
    if (this.left.size >= this.fewestLeft) return;
    this.fewestLeft = this.left.size;
    const state = show(this.state);
    const stuck = next.map(({ name, reads, writes }) => `${name} read ${show(reads)}, wrote ${show(writes)}`);
    this.complaint = `With ${this.left.size} of ${this.history.length} left there is ${state}, and none may be next: ${stuck.join('; ')}`;
  }
}

const show = (values: ReadonlyMap<string, string | undefined>): string =>
  `{ ${[...values].map(([item, value]) => `${item}: ${value ?? 'nothing'}`).join(', ')} }`;
