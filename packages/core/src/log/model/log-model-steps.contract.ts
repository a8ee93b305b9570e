/** What a run of the log's model test consists of: the settings, and what is done one after the other. */
import fc from 'fast-check'

/** Values of these lengths: most batches are small, some do not fit into a small segment's index interval. */
const sizes = [0, 10, 10, 100, 700] as const
const codecs = ['none', 'none', 'none', 'gzip', 'snappy', 'lz4', 'zstd'] as const

const append = fc.record({
  kind: fc.constant('append'),
  /** -1: no producer. */
  slot: fc.constantFrom(-1, -1, 0, 1, 2, 3),
  count: fc.integer({ min: 1, max: 4 }),
  firstKey: fc.nat(5),
  tombstoneEvery: fc.constantFrom(0, 0, 0, 1, 2),
  valueBytes: fc.constantFrom(...sizes),
  compression: fc.constantFrom(...codecs),
  isTransactional: fc.boolean(),
  /** How far from what would be right. */
  sequenceOff: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, -1),
  epochOff: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, -1),
  timestampOff: fc.integer({ min: -500, max: 500 }),
})

const faults = ['too large', 'corrupt', 'two batches', 'marker', 'base offset', 'gap', 'in the future'] as const

const isolation = fc.constantFrom('committed' as const, 'uncommitted' as const)
const maxBytes = fc.oneof(fc.nat(300), fc.nat(5_000), fc.constant(100_000))
/** A place in the log, in thousandths of its length. */
const place = fc.integer({ min: 0, max: 1_000 })

const step = fc.oneof(
  { weight: 30, arbitrary: append },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('resend'), slot: fc.nat(3), age: fc.integer({ min: 1, max: 7 }) }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('end'), slot: fc.nat(3), isAborted: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refuse'), fault: fc.constantFrom(...faults) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('read'),
      place: fc.integer({ min: -30, max: 1_030 }),
      maxBytes,
      atLeastOne: fc.boolean(),
      isolation,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('walk'), maxBytes, isolation }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('look up'), timestampOff: fc.integer({ min: -600, max: 600 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('roll') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('retain by time'), passMs: fc.nat(2_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('retain by size'), keepBytes: fc.nat(3_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move start'), place }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('flush'), isAwaited: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('checkpoint') }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('compact'),
      /** Only what was rolled and flushed can be cleaned, and nothing from an open transaction on. */
      isPrepared: fc.constantFrom(true, true, false),
      isAborted: fc.boolean(),
      isAwaited: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('reopen'),
      how: fc.constantFrom('close' as const, 'kill' as const, 'power loss' as const, 'power loss' as const),
      seed: fc.nat(),
      epochOff: fc.nat(1),
    }),
  },
)

export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

export const run = fc.record({
  settings: fc.record({
    segmentBytes: fc.constantFrom(900, 1_500, 4_000),
    indexIntervalBytes: fc.constantFrom(1, 200, 4_096),
    segmentIndexBytes: fc.constantFrom(60, 10_000),
    flushMessages: fc.constantFrom(1, 5, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
    /** So few that segments are cooled and warmed all the time. */
    warmSegments: fc.constantFrom(1, 2, 100),
    cleanupPolicy: fc.constantFrom(
      { delete: true, compact: false },
      { delete: false, compact: true },
      { delete: true, compact: true },
    ),
    deleteRetentionMs: fc.constantFrom(0, 300, Number.POSITIVE_INFINITY),
    /** So few that a pass may not come to the end. */
    keysAPass: fc.constantFrom(3, 100),
    /** So few that a pass is interrupted in the middle of a batch. */
    bytesAStep: fc.constantFrom(60, 1_000, 100_000),
  }),
  /** Each with how many turns of other work come after it: what is under way in the background goes on in these. */
  steps: fc.array(fc.tuple(step, fc.nat(8)), { maxLength: 50, size: 'max' }),
})

export type Run = typeof run extends fc.Arbitrary<infer T> ? T : never
