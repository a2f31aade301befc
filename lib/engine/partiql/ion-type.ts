/** The types of Ion literals by how they are written; anything else is a symbol. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(true|false)$/, 'BOOL'],
  [/^null(\.|$)/, 'NULL'],
  [/^\d{4}(T|-\d\d)/, 'TIMESTAMP'],
  [/^-?(\d[\d_]*|0x[\da-f_]+|0b[01_]+)$/i, 'INT'],
  [/^-?\d[\d_]*(\.[\d_]*)?e[+-]?\d+$|^nan$|^[+-]inf$/i, 'FLOAT'],
  [/^-?\d/, 'DECIMAL'],
  [/^("|''')/, 'STRING'],
  [/^\{\{\s*("|''')/, 'CLOB'],
  [/^\{\{/, 'BLOB'],
  [/^\{/, 'STRUCT'],
  [/^\[/, 'LIST'],
  [/^\(/, 'SEXP'],
];

/** What the service calls the type of an Ion literal. */
export function ionType(literal: string): string {
  const text = literal.slice(1, -1).trim();
  return TYPES.find(([pattern]) => pattern.test(text))?.[1] ?? 'SYMBOL';
}
