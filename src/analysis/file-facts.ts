import type { Catalog } from "../catalog/catalog.ts";
import type { Settings } from "../settings/settings.ts";
import type { Node, SourceFile } from "../syntax/source-file.ts";
import type { Value } from "./value.ts";

/** What recognising code may ask about a file. */
export interface FileFacts {
  readonly file: SourceFile;
  readonly catalog: Catalog;
  readonly settings: Settings;
  /** Module specifiers the file imports or requires, as written. */
  readonly imports: ReadonlySet<string>;
  /**
   * The name of the type that the source declares for a value (`PrismaService` for `this.prisma` after
   * `constructor(private prisma: PrismaService)`), without generics; `typeof Plot` where it is a class itself; undefined when
   * none is written.
   */
  declaredType(value: Value): string | undefined;
  /** Names of the arguments that the type is declared with: `Plot` for `Repository<Plot>`. */
  typeArguments(value: Value): readonly string[];
  /**
   * True for an object of a class of the project's own that has nothing from a library, whatever it is called: what a method of it does,
   * its code says.
   */
  isOwnObject(value: Value): boolean;
  /** What a name that the file imports stands for where it is declared; undefined for what cannot be followed there. */
  imported(value: Value): Value | undefined;
  /** Source text of a node. */
  textOf(node: Node): string;
}
