import { bindPath, type DocumentPath, formatPath, inReverse } from './document-path';
import type { Binding } from './placeholders';
import { ExpressionError, type PathNode } from './syntax';

/**
 * Refuses two paths of one expression if one contains the other (overlap), or if they use the same path as a list and as a map (conflict). As on the
 * service, the last paths are checked first.
 */
export function checkDistinctPaths(paths: readonly DocumentPath[]): void {
  const later = new PathTree();
  inReverse(paths, path => later.add(path));
}

/** Replaces the placeholders of paths, and checks them like `checkDistinctPaths`. */
export function bindDistinctPaths(paths: readonly PathNode[], binding: Binding): DocumentPath[] {
  const later = new PathTree();
  return inReverse(paths, path => {
    const bound = bindPath(path, binding);
    later.add(bound);
    return bound;
  });
}

/** A path that was added, and how many were added before it. */
interface Added {
  readonly path: DocumentPath;
  readonly order: number;
}

interface Node {
  /** The path that ends here. */
  end?: Added;
  /** The last path that ends here or further down, and the last ones that continue with a name or an index. */
  last?: Added;
  lastBy: { string?: Added; number?: Added };
  readonly children: Map<string | number, Node>;
}

type Related = Added & { readonly relation: 'overlap' | 'conflict' };

/** Paths by their steps, so that each is only compared with paths that begin alike. */
class PathTree {
  private readonly root = newNode();
  private count = 0;

  /** Throws `ExpressionError` for a path that overlaps or conflicts with another one. Of several, it reports the last one added. */
  add(path: DocumentPath): void {
    const added = { path, order: this.count++ };
    let related: Related | undefined;
    let node = this.root;
    for (const step of path) {
      related = later(
        later(related, node.end, 'overlap'),
        node.lastBy[kindOf(step) === 'string' ? 'number' : 'string'],
        'conflict',
      );
      node.last = added;
      node.lastBy[kindOf(step)] = added;
      const child = node.children.get(step) ?? newNode();
      node.children.set(step, child);
      node = child;
    }
    related = later(related, node.last, 'overlap');
    if (related) throw relatedError(path, related);
    node.end = added;
    node.last = added;
  }
}

function newNode(): Node {
  return { lastBy: {}, children: new Map() };
}

function kindOf(step: string | number): 'string' | 'number' {
  return typeof step === 'number' ? 'number' : 'string';
}

function later(one: Related | undefined, two: Added | undefined, relation: Related['relation']): Related | undefined {
  if (!two || (one && one.order > two.order)) return one;
  return { ...two, relation };
}

function relatedError(one: DocumentPath, { path: two, relation }: Related): ExpressionError {
  return new ExpressionError(
    `Two document paths ${relation} with each other; must remove or rewrite one of these paths; ` +
      `path one: ${formatPath(one)}, path two: ${formatPath(two)}`,
  );
}
