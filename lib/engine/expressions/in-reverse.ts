/** Maps a list as `map` does, but calls the function for the last element first: where several are wrong, that one shows. */
export function inReverse<T, U>(list: readonly T[], map: (element: T, at: number) => U): U[] {
  const result: U[] = [];
  for (let at = list.length - 1; at >= 0; at--) result[at] = map(list[at] as T, at);
  return result;
}
