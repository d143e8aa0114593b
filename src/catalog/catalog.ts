/** All models one part of a repository declares, and who owns their rows. */
export interface Catalog {
  /** Stable over machines: changes when, and only when, a model, a key or the tenancy changes. */
  readonly hash: string;
  readonly tenancy: Tenancy;
  readonly models: ReadonlyMap<string, Model>;
  /** What could not be read; the rest of the schema is in `models`. */
  readonly problems: readonly SchemaProblem[];
  /** The schema files read, absolute. */
  readonly files: readonly string[];
  /** The functions of the database whose bodies the migrations show, by name. */
  readonly functions?: ReadonlyMap<string, DatabaseFunction>;
  /** Set where code binds clients to the schema or the database of one tenant: `handed` where it hands them on. */
  readonly tenantSchemas?: "made" | "handed";
  /** The modules that tell a container what to give for a token, by what the token says or is called. */
  readonly providers?: ReadonlyMap<string, readonly string[]>;
}

/** A function that a migration makes, in SQL or in PL/pgSQL. */
export interface DatabaseFunction {
  readonly name: string;
  readonly language: string;
  /** Names of what it is given, in order. */
  readonly parameters: readonly string[];
  readonly body: string;
  /** True where it does what whoever made it may, whoever calls it: row-level security holds nothing back. */
  readonly definer: boolean;
  /** The settings that it makes for the transaction that it is called in. */
  readonly sets?: readonly MadeSetting[];
}

/** A setting of the session that is made of what a function is given. */
export interface MadeSetting {
  readonly setting: string;
  /** Position of the parameter. */
  readonly parameter: number;
}

export interface SchemaProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Who the tenants are. */
export interface Tenancy {
  /** Model that is the company; absent where the schema declares no tenant. Outermost of the family. */
  readonly root: string | undefined;
  /** The root and the levels below it that own models in turn (organization, project, environment), outermost first. */
  readonly family: readonly string[];
  /** Every column that names a level of the family, over all models, most used first. */
  readonly keys: readonly string[];
  /** Other names for a key, as the code uses them for variables and parameters. */
  readonly aliases: readonly string[];
  /** The model of the signed-in user, where the schema has one, and the columns that name it. */
  readonly principal: { readonly model: string | undefined; readonly keys: readonly string[] } | undefined;
  readonly source: "inferred" | "settings";
  /** Why, one sentence a step. */
  readonly because: readonly string[];
}

export interface Model {
  readonly name: string;
  readonly library: string;
  /** Name in the database. */
  readonly table: string;
  readonly kind: "model" | "view";
  /** Absolute path and 1-based line of the declaration. */
  readonly file: string;
  readonly line: number;
  readonly fields: ReadonlyMap<string, Field>;
  /** The primary key's columns. */
  readonly id: readonly string[];
  /** Other unique keys, and the primary key when it is composite. */
  readonly uniques: readonly UniqueKey[];
  /** True where the database itself holds rows back: row-level security is switched on, or a policy is declared. */
  readonly rowSecurity?: true;
  /** Commands for which a policy lets every signed-in user at all rows, in spite of row-level security. */
  readonly rowsOpenTo?: readonly RowCommand[];
  /** What its policies compare with a setting of the session: code that sets it ties all of its queries. */
  readonly rowSettings?: readonly RowSetting[];
  /** Columns of the tables below a view that have one value in all of its rows: `where published`. */
  readonly always?: readonly { readonly column: string; readonly value: string | boolean }[];
  /** What a filter does with a value that is undefined, where the schema or the library's version says so. */
  readonly whenUndefined?: "drops" | "throws";
  /** Conditions that code asks for by a name, such as `Plot.scope("sold")`: what each sets equal to its arguments. */
  readonly scopes?: Readonly<Record<string, readonly ScopeCondition[]>>;
  /** Names of those among them that hold for every query unless it turns them off. */
  readonly alwaysOn?: readonly string[];
  /** What code of the model's own does before its queries run, such as `schema.pre("find", …)`. */
  readonly hooks?: readonly ModelHook[];
  /** Methods that its class declares for a row, in the place of those that a library would give it under these names. */
  readonly ownMethods?: ReadonlySet<string>;
  /** What the connection that the model is bound to is called, where the declaration names one. */
  readonly connection?: string;
  /** True where it is made on connections to the databases of single tenants, and on no other. */
  readonly perTenant?: true;
  /** Set where the project scopes the model with our runtime. */
  readonly scopedBy?: ModelScope;
  readonly ownership: Ownership;
}

/** What a scope of our runtime keeps to the tenant in force. */
export interface ModelScope {
  /** The function's. */
  readonly name: string;
  /** True for every query of the library, false for those of the clients that are made with it. */
  readonly everywhere: boolean;
  /** False where the lists of its models cannot be read. */
  readonly sure: boolean;
  /** The names of the clients that it is given, and of those that it is not, where the code makes several. */
  readonly clients?: { readonly scoped: readonly string[]; readonly open: readonly string[] };
}

/** A column that a hook sets, on the query that is about to run or on the row that is about to be written. */
export interface ModelHook {
  readonly column: string;
  /** The methods whose queries it comes before. */
  readonly methods: readonly string[];
  /** False where it may let a query through without. */
  readonly sure: boolean;
  /** Why it may: where nobody is known it sets nothing, or it sets what whoever runs the query says. */
  readonly unless?: "nobody" | "told";
  /** True where it sets the column whatever the row says already. */
  readonly always: boolean;
  /** What it looks for before it sets anything: options and methods of a query that may leave it alone. */
  readonly asksFor?: readonly string[];
}

/** `column = current_setting('name')` in a policy. */
export interface RowSetting {
  readonly setting: string;
  /** Field name; in a migration, the column's. */
  readonly column: string;
  readonly commands: readonly RowCommand[];
  /** True where code makes it for a transaction that it hands to a callback. */
  readonly handedOn?: true;
}

/** What a policy of row-level security is for. */
export type RowCommand = "select" | "insert" | "update" | "delete";

/** `column = argument`, on rows reached over relations where `path` names any. */
export interface ScopeCondition {
  readonly path: readonly string[];
  readonly column: string;
  /** Position among the arguments that the scope is given. */
  readonly argument: number;
  /** The property of that argument, where it is an object. */
  readonly property?: string;
  /** True where rows whose column is empty are meant as well. */
  readonly orNone?: true;
}

export interface UniqueKey {
  /** The property name that addresses it in a filter, such as `companyId_slug`; absent for one column. */
  readonly name: string | undefined;
  readonly columns: readonly string[];
}

export interface Field {
  readonly name: string;
  /** Name in the database. */
  readonly column: string;
  /** Scalar or enum type, or the related model's name. */
  readonly type: string;
  readonly kind: "scalar" | "enum" | "relation";
  readonly list: boolean;
  readonly required: boolean;
  /** True when the client or the database fills it in; a create may leave out an optional field too. */
  readonly defaulted: boolean;
  /** Columns of this model that hold the relation, and the columns they name on the other side; both empty on the far end. */
  readonly relation: { readonly model: string; readonly columns: readonly string[]; readonly references: readonly string[] } | undefined;
  /** For a scalar that holds a relation, and for a list of such keys: the model that is named. */
  readonly references: string | undefined;
  /** True for a UUID, where `type` does not say so. */
  readonly uuid?: true;
  /** True for a column that code reaches over the relation alone, and for a relation that only the column's name tells. */
  readonly hidden?: true;
}

/** To whom a model's rows belong. */
export type Ownership =
  /** A level of the tenant family. `keys` and `path` lead to the level above, when there is one. */
  | { readonly kind: "root"; readonly keys: readonly OwnerKey[]; readonly because: string }
  /** The model has the tenant's key itself; required keys first, then the nearest level first. */
  | { readonly kind: "direct"; readonly keys: readonly OwnerKey[]; readonly because: string }
  /** The tenant is reached over relations; `path` are relation fields up to and including the one to the owner, as far as they are declared; `parent` is the model that the first leads to. */
  | { readonly kind: "through"; readonly path: readonly string[]; readonly parent: string; readonly optional: boolean; readonly because: string }
  /** The tenant (or an owned row) holds this row's id: one-to-one the other way round. */
  | { readonly kind: "reversed"; readonly path: readonly string[]; readonly parent: string; readonly because: string }
  | { readonly kind: "global"; readonly because: string };

export interface OwnerKey {
  readonly column: string;
  /** The relation field over the column, when one is declared. */
  readonly relation: string | undefined;
  /** The family's level it names; where the tenants are kept elsewhere, a name made from the column. */
  readonly level: string;
  /** False for nullable keys, which mean shared or unclaimed rows. */
  readonly required: boolean;
}

/** True when rows of the model belong to a tenant (levels of the family included). */
export function isOwned(model: Model): boolean {
  return model.ownership.kind !== "global";
}
