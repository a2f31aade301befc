import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** The line of the page on which the code starts, from 1. */
  readonly line: number;
}

export interface MarkdownPage {
  /** From the root of the repository: `docs/models.md`. */
  readonly path: string;
  readonly blocks: readonly Block[];
  /** Targets of links that stay in the repository. */
  readonly links: readonly string[];
  /** What the headings are called in links: `#where-the-type-comes-from`. */
  readonly anchors: readonly string[];
}

export function readPage(file: string, root: string): MarkdownPage {
  const text = readFileSync(file, 'utf8');
  const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(match => ({
    language: match[1]!,
    code: match[2]!,
    line: text.slice(0, match.index).split('\n').length + 1,
  }));
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  const anchors = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));
  return { path: relative(root, file), blocks, links: links.filter(target => !/^https?:/.test(target)), anchors };
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
