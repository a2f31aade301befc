const LEAF_CAPACITY = 128;
const BRANCH_CAPACITY = 128;

interface Leaf<V> {
  readonly kind: 'leaf';
  keys: string[];
  values: V[];
  previous?: Leaf<V>;
  next?: Leaf<V>;
}

interface Branch<V> {
  readonly kind: 'branch';
  /** `lows[i]` is not greater than any key under `children[i]`. The first one is not used. */
  lows: string[];
  children: Node<V>[];
}

type Node<V> = Leaf<V> | Branch<V>;

/** Which keys to walk over: those from `from` (or after `after`) to before `to`, upwards unless `reverse`. */
export interface Range {
  readonly from?: string;
  readonly to?: string;
  readonly reverse?: boolean;
}

/**
 * Values by key, in the order of the keys: a B+ tree, so that finding, adding, removing and starting a walk take logarithmic time. Empty leaves are
 * removed; others are not merged.
 */
export class OrderedMap<V> {
  private root: Node<V> = { kind: 'leaf', keys: [], values: [] };
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(key: string): V | undefined {
    const leaf = leafOf(this.root, key);
    const at = lowerBound(leaf.keys, key);
    return leaf.keys[at] === key ? leaf.values[at] : undefined;
  }

  set(key: string, value: V): void {
    const split = this.insert(this.root, key, value);
    if (split) this.root = { kind: 'branch', lows: ['', split.low], children: [this.root, split.node] };
  }

  delete(key: string): boolean {
    const before = this.count;
    this.remove(this.root, key);
    if (isEmpty(this.root)) this.root = { kind: 'leaf', keys: [], values: [] };
    while (this.root.kind === 'branch' && this.root.children.length === 1) this.root = this.root.children[0] as Node<V>;
    return this.count < before;
  }

  /** Walks over a range. The map must not change meanwhile. */
  *entries({ from = '', to, reverse = false }: Range = {}): Generator<[key: string, value: V]> {
    if (reverse) yield* this.downwards(from, to);
    else yield* this.upwards(from, to);
  }

  /** A copy that only shares the values with this map. */
  clone(): OrderedMap<V> {
    const copy = new OrderedMap<V>();
    copy.count = this.count;
    copy.root = cloneNode(this.root, { last: undefined });
    return copy;
  }

  private *upwards(from: string, to: string | undefined): Generator<[string, V]> {
    let leaf: Leaf<V> | undefined = leafOf(this.root, from);
    let at = lowerBound(leaf.keys, from);
    for (; leaf; leaf = leaf.next, at = 0) {
      for (; at < leaf.keys.length; at++) {
        const key = leaf.keys[at] as string;
        if (to !== undefined && key >= to) return;
        yield [key, leaf.values[at] as V];
      }
    }
  }

  private *downwards(from: string, to: string | undefined): Generator<[string, V]> {
    let leaf: Leaf<V> | undefined = to === undefined ? lastLeaf(this.root) : leafOf(this.root, to);
    let at = (to === undefined ? leaf.keys.length : lowerBound(leaf.keys, to)) - 1;
    for (; leaf; leaf = leaf.previous, at = leaf ? leaf.keys.length - 1 : 0) {
      for (; at >= 0; at--) {
        const key = leaf.keys[at] as string;
        if (key < from) return;
        yield [key, leaf.values[at] as V];
      }
    }
  }

  /** Adds under `node`. Returns the new right half if `node` was split. */
  private insert(node: Node<V>, key: string, value: V): { low: string; node: Node<V> } | undefined {
    if (node.kind === 'leaf') return this.insertInLeaf(node, key, value);
    const at = childAt(node, key);
    const split = this.insert(node.children[at] as Node<V>, key, value);
    if (!split) return undefined;
    node.lows.splice(at + 1, 0, split.low);
    node.children.splice(at + 1, 0, split.node);
    return node.children.length > BRANCH_CAPACITY ? splitBranch(node) : undefined;
  }

  private insertInLeaf(leaf: Leaf<V>, key: string, value: V): { low: string; node: Leaf<V> } | undefined {
    const at = lowerBound(leaf.keys, key);
    if (leaf.keys[at] === key) {
      leaf.values[at] = value;
      return undefined;
    }
    this.count++;
    leaf.keys.splice(at, 0, key);
    leaf.values.splice(at, 0, value);
    return leaf.keys.length > LEAF_CAPACITY ? splitLeaf(leaf) : undefined;
  }

  private remove(node: Node<V>, key: string): void {
    if (node.kind === 'leaf') {
      const at = lowerBound(node.keys, key);
      if (node.keys[at] !== key) return;
      this.count--;
      node.keys.splice(at, 1);
      node.values.splice(at, 1);
      return;
    }
    const at = childAt(node, key);
    const child = node.children[at] as Node<V>;
    this.remove(child, key);
    if (!isEmpty(child)) return;
    if (child.kind === 'leaf') unlink(child);
    node.lows.splice(at, 1);
    node.children.splice(at, 1);
  }
}

function leafOf<V>(root: Node<V>, key: string): Leaf<V> {
  let node = root;
  while (node.kind === 'branch') node = node.children[childAt(node, key)] as Node<V>;
  return node;
}

function lastLeaf<V>(root: Node<V>): Leaf<V> {
  let node = root;
  while (node.kind === 'branch') node = node.children.at(-1) as Node<V>;
  return node;
}

/** The first position whose key is not less than `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last child whose low is not greater than `key`. */
function childAt(branch: Branch<unknown>, key: string): number {
  let low = 1;
  let high = branch.lows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((branch.lows[middle] as string) <= key) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function splitLeaf<V>(leaf: Leaf<V>): { low: string; node: Leaf<V> } {
  const middle = leaf.keys.length >>> 1;
  const right: Leaf<V> = {
    kind: 'leaf',
    keys: leaf.keys.splice(middle),
    values: leaf.values.splice(middle),
    previous: leaf,
    next: leaf.next,
  };
  if (leaf.next) leaf.next.previous = right;
  leaf.next = right;
  return { low: right.keys[0] as string, node: right };
}

function splitBranch<V>(branch: Branch<V>): { low: string; node: Branch<V> } {
  const middle = branch.children.length >>> 1;
  const lows = branch.lows.splice(middle);
  return { low: lows[0] as string, node: { kind: 'branch', lows, children: branch.children.splice(middle) } };
}

function isEmpty(node: Node<unknown>): boolean {
  return (node.kind === 'leaf' ? node.keys : node.children).length === 0;
}

function unlink<V>(leaf: Leaf<V>): void {
  if (leaf.previous) leaf.previous.next = leaf.next;
  if (leaf.next) leaf.next.previous = leaf.previous;
}

function cloneNode<V>(node: Node<V>, walked: { last: Leaf<V> | undefined }): Node<V> {
  if (node.kind === 'branch') {
    return {
      kind: 'branch',
      lows: [...node.lows],
      children: node.children.map(child => cloneNode(child, walked)),
    };
  }
  const leaf: Leaf<V> = { kind: 'leaf', keys: [...node.keys], values: [...node.values], previous: walked.last };
  if (walked.last) walked.last.next = leaf;
  walked.last = leaf;
  return leaf;
}
