#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localFlagHint } from './local-flags';
import { newProgram } from './program';

const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

const hint = localFlagHint(process.argv.slice(2));
if (hint !== undefined) {
  console.error(`dynact: ${hint}`);
  process.exitCode = 2;
} else {
  newProgram(version)
    .parseAsync()
    .catch((error: Error) => {
      console.error(`dynact: ${error.message}`);
      process.exitCode = 1;
    });
}

// biome-ignore lint/complexity/noUselessEmptyExport: taken for a script, the file would make the build wrap each file that it reaches in a function.
export {};
