/** The migrated copy has to compile under its own settings. */
export async function compile({ copy, tools, write }) {
  write("  tsc -p tsconfig.json");
  await tools.build(copy);
  return "It compiles.";
}
