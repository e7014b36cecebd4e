import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  clockGlobals,
  hostGlobals,
  type Layer,
  layers,
  pureLayers,
  topFolders,
} from "./layer-table.ts";
import { type Complaint, lintPlanted, type Plant, repositoryRoot } from "./lint-planted.ts";

/** Specifier by which a file in src/`place` reaches src/`target`. */
function relativeSpecifier(place: string, target: string): string {
  const file = target.endsWith(".ts") ? target : `${target}/some-file.ts`;
  return `${"../".repeat(place.split("/").length)}${file}`;
}

/** Specifier of a folder that the layer may not import from. */
function outsideOf(layer: Layer, place: string): string {
  return relativeSpecifier(place, layer.folder === "dashboard" ? "cli" : "dashboard");
}

/** The folder itself and, as it may hold sub-folders, one in it: the rule must hold in both. */
function placesOf(layer: Layer): string[] {
  return layer.folder.includes("/") ? [layer.folder] : [layer.folder, `${layer.folder}/part`];
}

function ownFolderName({ folder }: Layer): string {
  return folder.split("/").at(-1) as string;
}

/** A file in src/`place` whose lines the linter must refuse, every one. */
function forbiddenPlant(layer: Layer, place: string, packages: readonly string[]): Plant {
  const ownFolder = layer.folder.split("/")[0];
  const folders = topFolders.filter((name) => name !== ownFolder && !layer.folders.includes(name));
  const others = [...packages, "@abandonware/noble", "a-package-nobody-listed"];
  const ownSiblings = [ownFolderName(layer), ...(layer.siblings ?? [])];
  const siblings = ["noble", "replay", "simulated"].filter((name) => !ownSiblings.includes(name));
  const specifiers = [
    ...folders.map((target) => relativeSpecifier(place, target)),
    ...others
      .filter((name) => !layer.packages.includes(name))
      .flatMap((name) => [name, `${name}/deep`]),
    ...(layer.node ? [] : ["node:fs", "node:fs/promises", "fs"]),
    ...(layer.folder.startsWith("transport/")
      ? siblings.map((name) => `../${name}/some-file.ts`)
      : []),
  ];
  // A path that begins like an allowed one and turns back leads anywhere.
  const detours = [
    `./${outsideOf(layer, place)}`,
    `./part/../${outsideOf(layer, place)}`,
    ...layer.folders.map((target) => relativeSpecifier(place, `${target}/../cli/some-file.ts`)),
  ];
  // Every way to write an import counts, not only the usual one.
  const outside = outsideOf(layer, place);
  const writings = [
    `import type { A } from "${outside}";`,
    `import * as b from "${outside}";`,
    `export { c } from "${outside}";`,
    `export * from "${outside}";`,
    `export const d = import("${outside}");`,
  ];
  const refused = [...specifiers, ...detours];
  const lines = [...refused.map((specifier) => `import "${specifier}";`), ...writings];
  return { file: `src/${place}/forbidden.ts`, lines };
}

/** A file in src/`place` that the linter must leave alone. */
function allowedPlant(layer: Layer, place: string): Plant {
  const specifiers = [
    "./neighbour.ts",
    ...(place.includes("/") ? ["../some-file.ts"] : ["./part/some-file.ts"]),
    ...layer.folders.map((target) => relativeSpecifier(place, target)),
    ...(layer.siblings ?? []).map((sibling) => `../${sibling}/some-file.ts`),
    ...layer.packages,
    ...(layer.node ? ["node:fs", "node:fs/promises"] : []),
  ];
  const lines = specifiers.map((specifier) => `import "${specifier}";`);
  return { file: `src/${place}/allowed.ts`, lines };
}

async function listedPackages(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(path.join(repositoryRoot, "package.json"), "utf8"));
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
}

describe("the layer table", () => {
  let packages: string[] = [];
  let complaints: Complaint[] = [];

  beforeAll(async () => {
    packages = await listedPackages();
    const plants = layers.flatMap((layer) =>
      placesOf(layer).flatMap((place) => [
        forbiddenPlant(layer, place, packages),
        allowedPlant(layer, place),
      ]),
    );
    complaints = await lintPlanted(plants, "style/noRestrictedImports");
  });

  it("has a row for every folder in src, and src holds nothing but folders", async () => {
    const entries = await readdir(path.join(repositoryRoot, "src"), { withFileTypes: true });
    for (const entry of entries) {
      expect(entry.isDirectory(), `src/${entry.name} lies outside every layer`).toBe(true);
      expect(topFolders).toContain(entry.name);
    }
  });

  it.each(layers)("src/$folder refuses what is not listed", (layer) => {
    for (const place of placesOf(layer)) {
      const { file, lines } = forbiddenPlant(layer, place, packages);
      const refused = complaints.filter((complaint) => complaint.file === file);
      expect(refused.map(({ line }) => line)).toEqual(lines);
      for (const { message } of refused) {
        expect(message).toMatch(new RegExp(`^src/${layer.folder} may import only `));
      }
    }
  });

  it.each(layers)("src/$folder accepts what is listed", (layer) => {
    for (const place of placesOf(layer)) {
      const { file } = allowedPlant(layer, place);
      expect(complaints.filter((complaint) => complaint.file === file)).toEqual([]);
    }
  });

  it("lets the wire messages, which the browser loads too, import only the model", async () => {
    const forbidden = ["node:fs", "ws", "zod", "../recording/reader.ts", "./http-server.ts"];
    const forbiddenLines = forbidden.map((specifier) => `import "${specifier}";`);
    const lines = [...forbiddenLines, 'import "../model/pod.ts";'];
    const wire: Plant = { file: "src/server/wire.ts", lines };
    const refused = await lintPlanted([wire], "style/noRestrictedImports");
    expect(refused.map(({ line }) => line)).toEqual(forbiddenLines);
  });
});

describe("what else a layer must not do", () => {
  function usesOf(globals: readonly string[]): string[] {
    return globals.map((name, index) => `export const use${index} = () => ${name};`);
  }

  it.each(pureLayers)("src/%s refuses wall clocks, timers and host objects", async (folder) => {
    const lines = usesOf([...clockGlobals, ...hostGlobals]);
    const plants = [{ file: `src/${folder}/plant.ts`, lines }];
    const refused = await lintPlanted(plants, "style/noRestrictedGlobals");
    expect(refused.map(({ line }) => line)).toEqual(lines);
  });

  it("lets no pure layer draw at random, under whatever name", async () => {
    const forbidden = [
      "export const a = () => Math.random();",
      "export const b = Math.random;",
      "const { random } = Math;",
      "const renamed = Math;",
    ];
    const lines = [...forbidden, "export const c = (x: number) => Math.max(x, Math.PI);"];
    const pure = pureLayers.map((folder) => ({ file: `src/${folder}/plant.ts`, lines }));
    const other = { file: "src/session/plant.ts", lines };
    const refused = await lintPlanted([...pure, other], "plugin");
    for (const { file } of pure) {
      const here = refused.filter((complaint) => complaint.file === file);
      expect(here.map(({ line }) => line)).toEqual(forbidden);
    }
    expect(refused.some(({ file }) => file === other.file)).toBe(false);
  });

  it("src/recording refuses wall clocks and timers, but not Buffer", async () => {
    const forbidden = usesOf(clockGlobals);
    const lines = [...forbidden, "export const buffer = () => Buffer;"];
    const plants = [{ file: "src/recording/plant.ts", lines }];
    const refused = await lintPlanted(plants, "style/noRestrictedGlobals");
    expect(refused.map(({ line }) => line)).toEqual(forbidden);
  });

  it("lets only the command line print", async () => {
    const lines = ['console.log("x");'];
    const session = { file: "src/session/plant.ts", lines };
    const cli = { file: "src/cli/plant.ts", lines };
    const refused = await lintPlanted([session, cli], "suspicious/noConsole");
    expect(refused.map(({ file }) => file)).toEqual([session.file]);
  });

  it("refuses import cycles", async () => {
    const one = ['import { b } from "./two.ts";', "export const a = () => b;"];
    const two = ['import { a } from "./one.ts";', "export const b = () => a;"];
    const plants = [
      { file: "src/session/one.ts", lines: one },
      { file: "src/session/two.ts", lines: two },
    ];
    const refused = await lintPlanted(plants, "suspicious/noImportCycles");
    expect(refused.map(({ line }) => line).sort()).toEqual([one[0], two[0]].sort());
  });
});
