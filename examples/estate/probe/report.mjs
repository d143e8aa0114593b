/** What a person reads after a probe. */
export function printReport({ endpoints, registrations, numbers, summary }, write = console.log) {
  const width = Math.max(...endpoints.map(({ endpoint }) => endpoint.length));
  for (const { endpoint, kind, leaks, broken } of endpoints) {
    const verdict = broken.length > 0 ? "BROKEN" : leaks.length > 0 ? "leaks" : "tight";
    write(`  ${endpoint.padEnd(width)}  ${kind.padEnd(6)}  ${verdict.padEnd(6)}  ${[...broken, ...leaks].join("; ")}`.trimEnd());
  }
  write("");
  write(
    `  ${registrations.registrations} registrations at once: ${registrations.distinct} different UIDs` +
      ` (such as ${registrations.sample}), ${registrations.failed} failed`,
  );
  for (const group of registrations.groups) write(`    ${group.company}, ${group.role.toLowerCase()}: ${run(group)}`);
  write("  Numbers given out at once:");
  for (const entry of numbers) write(`    ${entry.company}, ${entry.series}: ${run(entry)}`);
  write("");
  write(
    `  ${summary.endpoints} requests tried: ${summary.leaking} leak, ${summary.broken} are broken; ` +
      `${summary.duplicates} duplicate numbers, ${summary.gaps} gaps.`,
  );
}

function run({ count, duplicates, gaps }) {
  return `${count} numbers, ${duplicates} duplicates, ${gaps} gaps`;
}
