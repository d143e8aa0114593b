import type pc from "picocolors";

/** picocolors' functions, which give plain text when colours are off. */
export type Colors = ReturnType<typeof pc.createColors>;
