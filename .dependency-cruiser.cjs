// Who may import whom. What is not in these tables is forbidden; a new room is a new row.
// A room is a folder of a package's `src`; a row's name is its path there. The tests of a room may import
// what the room may, its package's `testing.ts`, and the testing libraries.

/** Rooms and the rooms that they may import. `@core` is the other package, through its `exports`. */
const rooms = {
  core: {
    host: [],
    bytes: [],
    records: ['bytes'],
    protocol: ['bytes'],
    log: ['records', 'bytes', 'host'],
    broker: ['protocol', 'log', 'records', 'bytes', 'host'],
    transport: ['bytes', 'host', 'protocol'],
    // Tests only.
    hostile: ['controlled.ts', 'transport', 'protocol', 'records', 'host'],
    client: ['transport', 'protocol', 'records', 'host'],
  },
  streams: {
    serde: ['record', 'time'],
    record: [],
    time: [],
    windows: ['time'],
    'store/contract': ['record', 'time', 'serde'],
    // From the host: a random number, by which keys are hashed.
    'store/memory': ['@core', 'store/contract', 'record', 'time', 'serde'],
    // Rows in memory are for its tests; it is handed the maps that it writes to.
    'store/parts': ['store/contract', 'serde'],
    'store/windows': ['store/contract', 'store/memory', 'store/parts', 'record', 'time', 'serde'],
    // From the host: disk, clock and logger, for the folders that databases lie in.
    'store/rocksdb': ['@core', 'store/contract', 'store/memory', 'record', 'time', 'serde'],
    'store/buffers': ['store/contract', 'store/memory', 'record', 'time', 'serde'],
    // A cache lies in memory, whatever is beneath it.
    'store/layers': ['store/contract', 'store/memory', 'store/buffers', 'store/windows', 'record', 'time', 'serde'],
    'store/versions': ['store/contract', 'store/memory', 'store/parts', 'record', 'time', 'serde'],
    'store/restore': ['store/contract', 'record'],
    'store/open': [
      'store/contract',
      'store/restore',
      'store/memory',
      'store/parts',
      'store/buffers',
      'store/windows',
      'store/versions',
      'store/rocksdb',
      'store/layers',
      'record',
      'time',
      'serde',
    ],
    // From the host: the clock, by which readers have their turns. Caches and the disk are for its tests.
    'store/queries': [
      '@core',
      'store/contract',
      'store/layers',
      'store/rocksdb',
      'store/open',
      'record',
      'time',
      'serde',
    ],
    failure: ['record'],
    processor: ['failure', 'store/contract', 'windows', 'record', 'time', 'serde'],
    topology: ['processor', 'store/contract', 'record', 'time', 'serde'],
    dsl: ['topology', 'processor', 'store/contract', 'windows', 'record', 'time', 'serde'],
    source: ['@core', 'topology', 'processor', 'failure', 'record', 'time', 'serde'],
    sink: ['@core', 'topology', 'processor', 'failure', 'record', 'time', 'serde'],
    // From the host: clock and logger.
    task: ['@core', 'source', 'processor', 'failure', 'store', 'sink', 'topology', 'record', 'time', 'serde'],
    testing: [
      '@core',
      'source',
      'processor',
      'failure',
      'store',
      'sink',
      'topology',
      'task',
      'record',
      'time',
      'serde',
    ],
    app: ['@core', 'task', 'source', 'sink', 'topology', 'failure', 'store', 'record', 'time', 'serde'],
  },
  cli: {
    host: [],
    commands: ['host', '@core'],
  },
}

/** The files beside the rooms, which are the packages' entry points, and the rooms that they list. */
const entries = {
  core: {
    'index.ts': ['host', 'bytes', 'records', 'protocol', 'log', 'broker', 'client', 'embedded.ts'],
    'broker.ts': ['host', 'log', 'broker', 'embedded.ts'],
    'host.ts': ['host'],
    'records.ts': ['records', 'bytes'],
    'protocol.ts': ['protocol', 'bytes'],
    'testing.ts': ['host', 'log', 'broker', 'transport', 'client', 'embedded.ts', 'controlled.ts'],
    'controlled.ts': ['broker', 'protocol', 'embedded.ts'],
    'controlled.test.ts': ['host', 'broker', 'protocol', 'transport', 'controlled.ts', 'testing.ts'],
    'embedded.ts': ['host', 'log', 'broker', 'transport', 'client'],
    'embedded.test.ts': ['host', 'protocol', 'transport', 'embedded.ts'],
  },
  streams: {
    'index.ts': [
      'dsl',
      'topology',
      'processor',
      'failure',
      'store',
      'task',
      'windows',
      'record',
      'time',
      'serde',
      'app',
    ],
    'serde.ts': ['serde', 'record'],
    'testing.ts': ['testing', 'task', 'processor', 'store', 'record', 'serde'],
    'rx.ts': ['dsl', 'serde'],
  },
  cli: {
    'index.ts': ['commands', 'host'],
    'main.ts': ['commands', 'host'],
  },
}

/** Libraries that only one place may know. */
const libraries = {
  rxjs: 'streams/src/rx\\.ts$',
  '@nxtedition/rocksdb': 'streams/src/store/rocksdb/',
  snappy: 'core/src/records/',
  'lz4-napi': 'core/src/records/',
  '@node-rs/crc32': 'core/src/(records|log)/',
  commander: 'cli/src/commands/',
}

/** A stream becomes a table and a table a stream: only here may types name each other across files. */
const languagePath = '^packages/streams/src/dsl/(language|graph)/'

/** What the tests of any room may use of their own package besides: what its users test with. */
const testEntries = {
  core: [`^packages/core/src/testing\\.ts$`],
  streams: ['index', 'serde', 'testing'].map((entry) => `^packages/streams/src/${entry}\\.ts$`),
  cli: [],
}

const tests = '\\.(test|slow|tst|contract)\\.ts$'
const entryOf = (name) => `^packages/${name}/src/[^/]+\\.ts$`

const pathOf = (name, place) => {
  if (place.startsWith('@')) return entryOf(place.slice(1))
  return `^packages/${name}/src/${place.endsWith('.ts') ? place.replace('.', '\\.') : `${place}/`}`
}

/** One rule for each row: nothing of ours but itself and what the row lists; for its tests, `testing.ts` too. */
const rowRules = (name, [place, allowed]) => {
  const comment = `packages/${name}/src/${place} may import ${allowed.join(', ') || 'nothing of ours'}`
  const reach = [place, ...allowed].map((target) => pathOf(name, target))
  const rule = (suffix, from, pathNot) => ({
    name: `${name}/${place}${suffix}`,
    comment,
    severity: 'error',
    from: { path: pathOf(name, place), ...from },
    to: { path: '^packages/', pathNot },
  })
  return [
    rule('', { pathNot: tests }, reach),
    rule(' (tests)', { path: `${pathOf(name, place)}.*${tests}` }, [...reach, ...testEntries[name]]),
  ]
}

const rows = Object.keys(rooms).flatMap((name) =>
  [...Object.entries(rooms[name]), ...Object.entries(entries[name])].map((row) => [name, row]),
)

/** Rules that hold for every file. */
const generalRules = [
  {
    name: 'no row',
    comment: 'this room or entry point has no row in .dependency-cruiser.cjs: add one that says what it may import',
    from: { path: '^packages/[^/]+/src/', pathNot: rows.map(([name, [place]]) => pathOf(name, place)) },
    to: {},
  },
  {
    name: 'no cycles',
    comment: 'two files that import each other, also only for types, are one file or lack a third',
    from: { pathNot: languagePath },
    to: { circular: true },
  },
  {
    name: 'no cycles at run time',
    comment:
      'the interfaces of the language may name each other (decision 24), but nothing may need what needs it to run',
    from: { path: languagePath },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'across packages by name',
    comment: 'another package is imported by its name, as its users do, never by a relative path',
    from: { path: '^packages/([^/]+)/' },
    to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
  },
  {
    name: 'packages from outside by name',
    comment: 'examples, benchmarks and tests outside a package import it by its name, as its users do',
    from: { pathNot: '^packages/' },
    to: { path: '^packages/', dependencyTypes: ['local'] },
  },
  {
    name: 'packages through exports',
    comment: 'a package is seen from outside only through its entry points',
    from: { pathNot: '^packages/' },
    to: { path: '^packages/[^/]+/src/.*/' },
  },
  {
    name: 'packages import packages',
    comment: 'what a package ships does not know examples, benchmarks, tests or scripts',
    from: { path: '^packages/' },
    to: { path: '^(examples|benchmarks|test|scripts)/' },
  },
  {
    name: 'declared dependencies',
    comment: 'a library must be named in a package.json',
    from: {},
    to: { pathNot: '^packages/', dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'resolvable',
    comment: 'what is imported must exist',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no development libraries',
    comment: 'what a package ships may not need a development dependency',
    from: { path: '^packages/[^/]+/src/', pathNot: tests },
    to: { dependencyTypes: ['npm-dev'] },
  },
]

const libraryRules = Object.entries(libraries).map(([library, place]) => ({
  name: `only here: ${library}`,
  comment: `only ${place.replaceAll('\\', '')} may import ${library}`,
  from: { path: '^packages/', pathNot: [`^packages/${place}`, tests] },
  to: { path: `node_modules/${library}/` },
}))

module.exports = {
  forbidden: [
    ...rows.flatMap(([name, row]) => rowRules(name, row)),
    ...[...generalRules, ...libraryRules].map((rule) => ({ severity: 'error', ...rule })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    parser: 'tsc',
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
}
