// Leaves in dist/ the declarations that a program can reach: what an entry exports, and the types that these are made of. What files of
// lib/ export to each other is nobody else's. tsc prints one statement after the other, each from the first column on.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const NAMES = /^(import|export)\s+(?:type\s+)?\{([^}]*)\}(?:\s*from\s*["']([^"']+)["'])?/;
const DECLARED =
  /^(?:export\s+)?(?:declare\s+)?(?:abstract\s+)?(?:interface|type|class|function|const|enum)\s+([\w$]+)/;

const withoutComments = text => text.replace(/\/\*[\s\S]*?\*\//g, '');

/** The statements of a file, each with the comment in front of it. */
function statementsOf(text) {
  const statements = [];
  let lines = [];
  for (const line of text.split('\n')) {
    lines.push(line);
    const code = withoutComments(lines.join('\n')).trim();
    const isOpen = code === '' || code.split('{').length !== code.split('}').length;
    if (!isOpen && /^(?:\S.*)?[;}]$/.test(line)) {
      statements.push({ text: lines.join('\n'), code });
      lines = [];
    }
  }
  return statements;
}

/** `{ type A, B as C }`, by the name that is seen: C is B. */
function namesOf(list) {
  const names = list.split(',').map(name => name.trim().replace(/^type\s+/, ''));
  return names.filter(Boolean).map(name => {
    const [own, as = own] = name.split(/\s+as\s+/);
    return [as, own];
  });
}

/** What a file declares and what it has from others, by name. */
function read(file) {
  const at = from => (from.startsWith('.') ? `${resolve(dirname(file), from)}.d.ts` : undefined);
  const module = {
    statements: statementsOf(readFileSync(file, 'utf8')),
    declared: new Map(),
    from: new Map(),
    exported: [],
  };
  for (const statement of module.statements) {
    const [, kind, list, from] = NAMES.exec(statement.code) ?? [];
    if (kind) {
      statement.names = namesOf(list);
      for (const [as, own] of statement.names) {
        if (from) module.from.set(as, [at(from), own]);
        if (kind === 'export') module.exported.push(as);
      }
    } else {
      statement.declares = DECLARED.exec(statement.code)?.[1];
      if (!statement.declares) continue;
      const others = module.declared.get(statement.declares) ?? '';
      module.declared.set(statement.declares, others + statement.code);
      if (statement.code.startsWith('export')) module.exported.push(statement.declares);
    }
  }
  return module;
}

/** Removes what cannot be reached from the entries, and files that have nothing left. */
export function pruneDeclarations(folder, entries) {
  const modules = new Map();
  const moduleOf = file => modules.get(file) ?? modules.set(file, read(file)).get(file);
  const needed = new Map();

  function need(file, name) {
    const names = needed.get(file) ?? needed.set(file, new Set()).get(file);
    if (names.has(name)) return;
    names.add(name);
    const { declared, from } = moduleOf(file);
    const [source, own] = from.get(name) ?? [];
    if (source) need(source, own);
    for (const word of new Set(declared.get(name)?.match(/[\w$]+/g))) {
      if (declared.has(word) || from.has(word)) need(file, word);
    }
  }

  for (const entry of entries) for (const name of moduleOf(entry).exported) need(entry, name);
  for (const path of readdirSync(folder, { recursive: true })) {
    if (!path.endsWith('.d.ts')) continue;
    const file = join(folder, path);
    const names = needed.get(file);
    if (names) writeFileSync(file, textOf(moduleOf(file), names));
    else rmSync(file);
  }
}

function textOf({ statements }, needed) {
  const kept = statements.map(({ text, code, names, declares }) => {
    if (declares) return needed.has(declares) ? text : '';
    // `export {}`: what the file does not export cannot be imported either.
    if (!names || names.length === 0) return text;
    const left = names.filter(([as]) => needed.has(as)).map(([as, own]) => (as === own ? as : `${own} as ${as}`));
    return left.length > 0 ? code.replace(/\{[^}]*\}/, `{ ${left.join(', ')} }`) : '';
  });
  const text = kept.filter(Boolean).join('\n');
  return `${text || 'export {};'}\n`;
}
