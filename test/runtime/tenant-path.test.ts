import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve, win32 } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type PathPart,
  type PathRefusal,
  realTenantPath,
  tenantFolder,
  tenantObjectKey,
  tenantObjectPrefix,
  tenantPath,
  TenantPathError,
  TenantRequiredError,
  withoutTenant,
  withTenant,
} from "../../src/runtime/src/index.ts";
import { seededRandom } from "./support/race.ts";

const inLekki = <T>(work: () => T): T => withTenant("lekki", work);

const refusals: readonly (readonly [unknown, PathRefusal])[] = [
  ["..", "climbs-out"],
  ["../ikoyi", "climbs-out"],
  ["a/../../ikoyi", "climbs-out"],
  ["a/..", "climbs-out"],
  [".", "climbs-out"],
  ["./a", "climbs-out"],
  ["", "empty"],
  ["a//b", "empty"],
  ["a/", "empty"],
  ["/etc/passwd", "absolute"],
  ["//server/share", "absolute"],
  ["..\\ikoyi", "separator"],
  ["a\\b", "separator"],
  ["\\\\server\\share", "separator"],
  ["C:\\x", "separator"],
  ["C:x", "forbidden-character"],
  ["plan.pdf:hidden", "forbidden-character"],
  ["a\0.pdf", "forbidden-character"],
  ["a\nb", "forbidden-character"],
  ["..  ", "trailing-dot-or-space"],
  ["... ", "trailing-dot-or-space"],
  ["...", "trailing-dot-or-space"],
  ["a./b", "trailing-dot-or-space"],
  ["nul", "device-name"],
  ["NUL.txt", "device-name"],
  ["a/Con", "device-name"],
  ["aux .pdf", "device-name"],
  ["com1", "device-name"],
  ["LPT9.a.b", "device-name"],
  ["com¹", "device-name"],
  ["CONIN$", "device-name"],
  ["\ud800", "not-text"],
  [undefined, "not-text"],
  [null, "not-text"],
  [{}, "not-text"],
  [["a"], "not-text"],
  [Number.NaN, "not-text"],
];

describe("tenantPath", () => {
  it("puts each tenant into a folder of its own below the root", () => {
    expect(inLekki(() => tenantPath("/srv/files", "invoices", 2026, "march/0001.pdf"))).toBe("/srv/files/t1-lekki/invoices/2026/march/0001.pdf");
    expect(inLekki(() => tenantPath("/srv/files"))).toBe("/srv/files/t1-lekki");
    expect(inLekki(() => tenantPath("files", 5n))).toBe(resolve("files/t1-lekki/5"));
  });

  it("leaves harmless names as they are", () => {
    for (const name of ["Straße 7.pdf", ".hidden", "..a", "a..b", "console.log", "nullable", "com10", "context/con-x", "日本", "a b", "-rf", "~", "%2e%2e", "$HOME"]) {
      expect(inLekki(() => tenantPath("/srv", name))).toBe(`/srv/t1-lekki/${name}`);
    }
  });

  it.each(refusals)("refuses %j in paths and object keys: %s", (part, reason) => {
    for (const make of [() => tenantPath("/srv", part as PathPart), () => tenantPath("/srv", "a", part as PathPart), () => tenantObjectKey(part as PathPart)]) {
      expect(() => inLekki(make)).toThrow(TenantPathError);
      expect(() => inLekki(make)).toThrow(expect.objectContaining({ reason, status: 400 }) as Error);
    }
  });

  it("stays in the tenant's folder whatever the parts are made of, on Windows too", () => {
    const random = seededRandom(11);
    const pieces = ["..", ".", "/", "\\", "a", ":", "\0", " ", "C:", "nul", "~", "%2f", "\u2024", "．．", "\u2215", "...", "t1-ikoyi"];
    let accepted = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const part = Array.from({ length: 1 + Math.floor(random() * 5) }, () => pieces[Math.floor(random() * pieces.length)]).join("");
      const path = (() => {
        try {
          return inLekki(() => tenantPath("/srv/files", part, "x"));
        } catch (error) {
          expect(error).toBeInstanceOf(TenantPathError);
          return undefined;
        }
      })();
      if (path === undefined) continue;
      accepted += 1;
      expect(path.startsWith("/srv/files/t1-lekki/")).toBe(true);
      expect(resolve(path)).toBe(path);
      const onWindows = win32.resolve("D:\\files\\t1-lekki", part, "x");
      expect(onWindows.startsWith("D:\\files\\t1-lekki\\")).toBe(true);
    }
    expect(accepted).toBeGreaterThan(1000);
  });

  it("throws without a tenant, inside withoutTenant too", () => {
    for (const make of [() => tenantPath("/srv", "a"), () => tenantObjectKey("a"), () => tenantObjectPrefix()]) {
      expect(make).toThrow(TenantRequiredError);
      expect(() => withoutTenant("backup of all files", make)).toThrow(TenantRequiredError);
    }
  });

  it("needs a root", () => {
    for (const root of ["", "a\0b", undefined, 5]) expect(() => inLekki(() => tenantPath(root as string))).toThrow("Expected the folder of all tenants");
  });
});

describe("tenantFolder", () => {
  it("keeps plain ids readable", () => {
    expect(tenantFolder("acme-2")).toBe("t1-acme-2");
    expect(tenantFolder(7)).toBe("t1-7");
    expect(tenantFolder("0b9f6ac4-7f0e-4b52-8f1a-1f4f9f7f3c11")).toBe("t1-0b9f6ac4-7f0e-4b52-8f1a-1f4f9f7f3c11");
    expect(tenantFolder("Acme_1/ä")).toBe("t1-_41636d655f312fc3a4");
  });

  it("gives no two tenants one folder, in any case or Unicode form", () => {
    const alphabet = ["a", "A", "_", "4", "1", "-", ".", "/", " ", "é", "e\u0301", "ſ", "İ"];
    const ids = alphabet.flatMap((one) => [one, ...alphabet.flatMap((two) => [one + two, ...alphabet.map((three) => one + two + three)])]);
    const distinct = new Set(ids);
    const folders = new Set([...distinct].map((id) => tenantFolder(id).toLowerCase().toUpperCase().normalize("NFKC")));
    expect(folders.size).toBe(distinct.size);
  });

  it("is a name that no system takes for anything else", () => {
    for (const id of ["..", ".", "con", "nul", "a/b", "a\\b", "a:b", "~", "-rf", "a.", "a ", "*"]) expect(tenantFolder(id)).toMatch(/^t1-[a-z0-9_-]+$/);
  });

  it("wants a tenant", () => {
    expect(() => tenantFolder("")).toThrow(TenantRequiredError);
  });
});

describe("tenantObjectKey", () => {
  it("begins with the tenant's prefix and no other's", () => {
    expect(inLekki(() => tenantObjectKey("invoices", 1, "plan.pdf"))).toBe("t1-lekki/invoices/1/plan.pdf");
    expect(inLekki(() => tenantObjectPrefix())).toBe("t1-lekki/");
    expect(withTenant("lekki-2", () => tenantObjectKey("x")).startsWith(inLekki(() => tenantObjectPrefix()))).toBe(false);
  });

  it("refuses no parts", () => {
    expect(() => inLekki(() => (tenantObjectKey as () => string)())).toThrow("at least one part");
  });
});

describe("realTenantPath", () => {
  let root: string;
  const home = (...parts: string[]): string => join(root, "files", "t1-lekki", ...parts);
  const real = (...parts: PathPart[]): Promise<string> => inLekki(() => realTenantPath(join(root, "files"), ...parts));

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "ringfence-paths-")));
    await mkdir(home("plans/2026"), { recursive: true });
    await mkdir(join(root, "files", "t1-ikoyi"));
    await writeFile(join(root, "files", "t1-ikoyi", "secret.pdf"), "");
    await writeFile(home("plans", "a.pdf"), "");
    await symlink("plans", home("drawings"));
    await symlink("plans/a.pdf", home("latest.pdf"));
    await symlink("../t1-ikoyi", home("neighbour"));
    await symlink("../t1-ikoyi/secret.pdf", home("mine.pdf"));
    await symlink("/", home("plans", "root"));
    await symlink("../../t1-ikoyi/new.pdf", home("plans", "dangling"));
    await symlink("loop", home("loop"));
    await symlink(".", home("here"));
    await symlink("t1-ikoyi", join(root, "files", "t1-epe"));
    await symlink("files", join(root, "linked-files"));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it("follows links that stay inside", async () => {
    expect(await real("drawings", "a.pdf")).toBe(home("plans", "a.pdf"));
    expect(await real("latest.pdf")).toBe(home("plans", "a.pdf"));
    expect(await real("here/here/plans")).toBe(home("plans"));
    expect(await inLekki(() => realTenantPath(join(root, "linked-files"), "plans"))).toBe(home("plans"));
  });

  it("takes what does not exist yet as it stands", async () => {
    expect(await real("drawings", "2026", "new/b.pdf")).toBe(home("plans", "2026", "new", "b.pdf"));
    expect(await withTenant("new", () => realTenantPath(join(root, "files"), "a"))).toBe(join(root, "files", "t1-new", "a"));
    await expect(inLekki(() => realTenantPath(join(root, "absent"), "a"))).rejects.toThrow("ENOENT");
  });

  const leadingOut = ["neighbour", "neighbour/secret.pdf", "neighbour/new.pdf", "mine.pdf", "plans/root", "plans/root/etc/passwd", "drawings/dangling", "loop", "loop/a"];
  it.each(leadingOut)("refuses links that lead out, to nowhere or in a circle: %s", async (part) => {
    await expect(real(part)).rejects.toMatchObject({ name: "TenantPathError", reason: "symbolic-link" });
  });

  it("refuses a tenant's folder that is a link to another's", async () => {
    await expect(withTenant("epe", () => realTenantPath(join(root, "files"), "secret.pdf"))).rejects.toMatchObject({ reason: "symbolic-link" });
  });

  it("holds parts and tenant to the same rules", async () => {
    await expect(real("..")).rejects.toMatchObject({ reason: "climbs-out" });
    await expect(realTenantPath(root, "a")).rejects.toThrow(TenantRequiredError);
  });
});
