/** What a hash set of Java is made for when nothing is said. */
const DEFAULT_CAPACITY = 16;
const LOAD_FACTOR = 0.75;

/** Names in the order of a Java hash set that was made for `capacity` of them, in which the service's messages list them. */
export function hashOrder(names: readonly string[], capacity = DEFAULT_CAPACITY): string[] {
  const distinct = [...new Set(names)];
  let buckets = 1;
  while (buckets < capacity || distinct.length > buckets * LOAD_FACTOR) buckets *= 2;
  const bucketOf = (name: string) => spreadHash(name) & (buckets - 1);
  return distinct.sort((a, b) => bucketOf(a) - bucketOf(b));
}

/** `String.hashCode`, with its upper half in the lower one, as `HashMap` looks at it. */
function spreadHash(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
  return hash ^ (hash >>> 16);
}
