/** A piece of a template as it is written. */
export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'part'; readonly property: string; readonly format: string | undefined };

/** `{name}` or `{name:format}`. A `$` in front is allowed and ignored. */
const PLACEHOLDER = /\$?\{([^{}:]+)(?::([^{}:]+))?\}/g;

/** The pieces of a template in their order, or the problem with it. */
export function segmentsOf(template: string): readonly Segment[] | { readonly problem: string } {
  if (template === '') return { problem: 'is empty' };
  const segments: Segment[] = [];
  let end = 0;
  const addLiteral = (text: string) => text !== '' && segments.push({ kind: 'literal', text });
  for (const match of template.matchAll(PLACEHOLDER)) {
    addLiteral(template.slice(end, match.index));
    segments.push({ kind: 'part', property: match[1]!.trim(), format: match[2]?.trim() });
    end = match.index + match[0].length;
  }
  addLiteral(template.slice(end));
  return segments.some(segment => segment.kind === 'literal' && /[{}]/.test(segment.text))
    ? { problem: 'has a brace that belongs to no placeholder: placeholders are written {name} or {name:format}' }
    : segments;
}
