/** Of Markdown: a column for each name, a line in bold for each section. */
export const heading = names => [row('', names), `| --- |${names.map(() => ' ---: |').join('')}`].join('\n');

export const row = (name, cells) => `| ${[name, ...cells].join(' | ')} |`;

export const title = (text, columns) =>
  row(
    `**${text}**`,
    Array.from({ length: columns }, () => ''),
  );

export const NONE = '–';

/** The first as it is, the others as ratios to it. */
export const ratios = (base, unit, others) => [
  `${base.toFixed(0)} ${unit}`,
  ...others.map(ratio => (ratio === undefined ? NONE : ratio.toFixed(2))),
];
