/** One row of the layer table, written down a second time on purpose: biome.json is what is tested. */
export interface Layer {
  /** Folder under src. */
  readonly folder: string;
  /** Folders under src (or single files in them) that it may import. */
  readonly folders: readonly string[];
  /** Of a folder inside src/transport: the folders beside it that it may import. */
  readonly siblings?: readonly string[];
  readonly packages: readonly string[];
  readonly node: boolean;
}

export const layers: readonly Layer[] = [
  { folder: "model", folders: [], packages: [], node: false },
  {
    folder: "kernels",
    folders: ["model"],
    packages: ["fft.js", "simple-statistics"],
    node: false,
  },
  { folder: "codec", folders: ["model"], packages: [], node: false },
  { folder: "clock", folders: ["model", "kernels"], packages: [], node: false },
  {
    folder: "pipeline",
    folders: ["model", "kernels", "codec", "clock"],
    packages: ["rxjs"],
    node: false,
  },
  { folder: "alerts", folders: ["model"], packages: ["simple-statistics"], node: false },
  { folder: "schema", folders: ["model"], packages: ["zod"], node: false },
  {
    folder: "recording",
    folders: ["model", "schema"],
    packages: ["@mcap/core", "zod"],
    node: true,
  },
  {
    folder: "import",
    folders: ["model", "kernels", "codec", "recording"],
    packages: ["pure-rand", "zod"],
    node: true,
  },
  { folder: "export", folders: ["model", "recording"], packages: [], node: true },
  { folder: "report", folders: ["model", "recording"], packages: [], node: true },
  { folder: "transport", folders: ["model"], packages: ["rxjs"], node: true },
  { folder: "transport/bluetooth", folders: ["model"], packages: ["rxjs"], node: true },
  {
    folder: "transport/noble",
    folders: ["model"],
    siblings: ["bluetooth"],
    packages: ["rxjs", "@abandonware/noble"],
    node: true,
  },
  {
    folder: "transport/virtual",
    folders: ["model", "kernels", "codec"],
    siblings: ["simulated"],
    packages: ["rxjs"],
    node: true,
  },
  ...["hipline-pod", "movesense", "standard-sensors"].map((family) => ({
    folder: `transport/${family}`,
    folders: ["model", "codec"],
    siblings: ["bluetooth"],
    packages: ["rxjs"],
    node: true,
  })),
  { folder: "transport/replay", folders: ["model", "recording"], packages: ["rxjs"], node: true },
  {
    folder: "transport/simulated",
    folders: ["model", "kernels", "codec", "schema"],
    packages: ["pure-rand", "rxjs", "zod"],
    node: true,
  },
  {
    folder: "server",
    folders: ["model", "recording"],
    packages: ["rxjs", "ws", "pino", "zod"],
    node: true,
  },
  { folder: "config", folders: ["model", "codec", "schema"], packages: ["zod"], node: false },
  {
    folder: "conformance",
    folders: ["model", "codec", "transport"],
    packages: ["rxjs"],
    node: true,
  },
  {
    folder: "session",
    folders: [
      "model",
      "kernels",
      "codec",
      "clock",
      "pipeline",
      "alerts",
      "schema",
      "recording",
      "import",
      "export",
      "report",
      "conformance",
      "transport",
      "server",
      "config",
    ],
    packages: ["rxjs", "pino", "zod"],
    node: true,
  },
  { folder: "cli", folders: ["session", "config", "model"], packages: [], node: true },
  {
    folder: "dashboard",
    folders: ["model", "server/wire.ts"],
    packages: ["preact", "@preact/signals", "uplot"],
    node: false,
  },
];

/** Layers in which time comes with the data and nothing reaches outside. */
export const pureLayers = ["model", "kernels", "codec", "clock", "pipeline", "alerts"];
export const clockGlobals = ["Date", "performance", "setTimeout", "setInterval", "console"];
export const hostGlobals = ["process", "Buffer", "globalThis", "fetch"];

/** Where the top folders lie; families inside a folder (transport/noble) are layers of their own. */
export const topFolders = layers
  .map((layer) => layer.folder)
  .filter((folder) => !folder.includes("/"));
