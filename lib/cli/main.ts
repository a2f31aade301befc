#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newProgram } from './program';

const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

newProgram(version)
  .parseAsync()
  .catch((error: Error) => {
    console.error(`dynact: ${error.message}`);
    process.exitCode = 1;
  });

// biome-ignore lint/complexity/noUselessEmptyExport: taken for a script, the file would make the build wrap each file that it reaches in a function.
export {};
