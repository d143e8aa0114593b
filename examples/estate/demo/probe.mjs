import { must } from "./must.mjs";
import { indent, some } from "./paper.mjs";

/** The example as it stands has to work, to leak, and to give numbers out twice. */
export async function probeExample(house) {
  const report = await house.ahead.probe;
  const { endpoints, registrations, summary } = report;
  const leaking = endpoints.filter(({ leaks }) => leaks.length > 0);
  const width = Math.max(...leaking.map(({ endpoint }) => endpoint.length));
  const lines = leaking.map(({ endpoint, leaks }) => `${endpoint.padEnd(width)}  ${leaks.join("; ")}`);
  house.write(`${indent(some(lines, 8, "node examples/estate/probe.mjs").join("\n"))}\n`);
  printRegistrations(registrations, house.write);

  must(summary.broken === 0 && summary.failed === 0, `The example does not work for ${summary.broken} requests; ${summary.failed} more failed when they came at once.`);
  must(summary.leaking > 0, "Nothing leaks before the migration, so there is nothing to show.");
  must(registrations.distinct < registrations.registrations && summary.duplicates > 0, "No number is given out twice before the migration.");
  return `${summary.leaking} of ${summary.endpoints} requests leak; ${summary.duplicates} numbers were given out twice.`;
}

/** The migrated copy has to work, to be tight, and to number without repetitions or holes. */
export async function probeAgain(house) {
  const report = await house.tools.probe(house.copy);
  const { registrations, numbers, summary } = report;
  printRegistrations(registrations, house.write);

  const left = troubles(report);
  must(left.length === 0, `After the migration:\n${indent(left.join("\n"))}`);
  must(registrations.registrations >= 200, `Only ${registrations.registrations} people were registered, not 200.`);
  must(registrations.distinct === registrations.registrations, `${registrations.registrations} registrations gave only ${registrations.distinct} different UIDs.`);
  must(registrations.kept, "UIDs that were there before have changed.");
  must(registrations.groups.length > 0 && numbers.length > 0, "No company, or no series of numbers, was tried.");
  must(summary.ok && summary.leaking + summary.broken + summary.failed + summary.duplicates + summary.gaps === 0, "The probe is not content.");
  mustHaveOwnPrefixes(registrations.groups);
  house.write(`  Quotes, documents and plots written at once: ${numbers.reduce((sum, { count }) => sum + count, 0)} numbers, each its own.`);
  return `0 of ${summary.endpoints} requests leak; 0 numbers were given out twice, and none was left out.`;
}

/** New UIDs have to be written as LPL-MKT003 is, with a prefix that no other company has. */
function mustHaveOwnPrefixes(groups) {
  const owners = new Map();
  for (const { company, given } of groups) {
    must(given.length > 0, `${company} was given no UIDs.`);
    for (const uid of given) {
      const prefix = /^([A-Z][A-Z0-9]+)-[A-Z]+\d{3,}$/.exec(uid)?.[1];
      must(prefix, `${uid} is not written as LPL-MKT003 is.`);
      must((owners.get(prefix) ?? company) === company, `${company} and ${owners.get(prefix)} share the prefix ${prefix}.`);
      owners.set(prefix, company);
    }
  }
}

/** What the probe complains of, a line each. */
function troubles({ endpoints, registrations, numbers }) {
  const runs = [...registrations.groups.map((group) => ({ ...group, series: group.role.toLowerCase() })), ...numbers];
  return [
    ...endpoints.filter(({ broken }) => broken.length > 0).map(({ endpoint, broken }) => `${endpoint} is broken: ${broken.join("; ")}`),
    ...endpoints.filter(({ leaks }) => leaks.length > 0).map(({ endpoint, leaks }) => `${endpoint} leaks: ${leaks.join("; ")}`),
    ...(registrations.failed > 0 ? [`${registrations.failed} registrations failed`] : []),
    ...runs.filter(({ ok }) => !ok).map(({ company, series, duplicates, gaps }) => `${company}, ${series}: ${duplicates} duplicates, ${gaps} gaps`),
    ...numbers.filter(({ failed }) => failed > 0).map(({ company, series, failed }) => `${company}, ${series}: ${failed} requests failed`),
  ];
}

function printRegistrations({ registrations, distinct, groups }, write) {
  write(`  ${registrations} people registered at once got ${distinct} different UIDs:`);
  for (const { company, role, given, duplicates, gaps } of groups) {
    const uids = given.length > 0 ? `${given[0]} to ${given.at(-1)}` : "none";
    write(indent(`${company}, ${role.toLowerCase()}: ${uids}, ${duplicates} duplicates, ${gaps} gaps`, "    "));
  }
}
