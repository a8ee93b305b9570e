/**
 * Measures comparisons inside one process: our way of doing a thing beside a peer's, in turns, so that
 * a machine that slows down slows both. A turn runs until it has lasted long enough for the clock.
 */

/** One thing, done our way and perhaps by peers. */
export interface Comparison {
  readonly name: string
  /** What is counted, for example `records`. */
  readonly unit: string
  readonly ours: Run
  readonly peers: Readonly<Record<string, Run>>
  readonly bars: readonly Bar[]
  /** Awaited after each turn and not measured: removes what the turn has written. */
  readonly tidyUp?: () => Promise<void>
  /** Awaited when all turns are over: ends what they have started. */
  readonly close?: () => Promise<void>
}

/** Does the thing once and says how many units that were; a promise is waited for. */
type Run = () => number | Promise<number>

/** Figures that are no comparison of rates, for example what opening many logs takes. */
export interface Report {
  readonly name: string
  readonly run: () => Promise<readonly Figure[]>
}

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What the value has to reach, or must not pass. */
  readonly bar?: { readonly atLeast: number } | { readonly atMost: number }
}

/** What the thing has to reach: a rate of our own, or a multiple of a peer's. */
type Bar = { readonly unitsPerSecond: number } | { readonly timesPeer: number; readonly peer: string }

/** A file of this folder, by the name that `npm run bench` takes. */
export interface Subject {
  readonly name: string
  readonly comparisons: readonly Comparison[]
  readonly reports?: readonly Report[]
  /** Removes what measuring needed. */
  readonly close?: () => Promise<void>
}

/** The middle of what was seen, and its ends. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export interface Result {
  readonly subject: string
  readonly name: string
  readonly unit: string
  readonly ours: Spread
  readonly peers: Readonly<Record<string, { readonly rate: Spread; readonly ratio: Spread }>>
  readonly bars: readonly (Bar & { readonly reached: number; readonly met: boolean })[]
}

export interface Turns {
  readonly count: number
  readonly lengthMs: number
}

export async function measure(subject: string, comparison: Comparison, turns: Turns): Promise<Result> {
  try {
    return await measureOpen(subject, comparison, turns)
  } finally {
    await comparison.close?.()
  }
}

async function measureOpen(subject: string, comparison: Comparison, turns: Turns): Promise<Result> {
  const runs = [comparison.ours, ...Object.values(comparison.peers)]
  const rates: number[][] = []
  for (let turn = 0; turn <= turns.count; turn++) {
    const rated: number[] = []
    for (const run of runs) {
      rated.push(await rate(run, turns.lengthMs))
      await comparison.tidyUp?.()
    }
    if (turn > 0) rates.push(rated) // the first is there to warm up
  }
  const ours = spread(rates.map((turn) => turn[0] as number))
  const peers = Object.fromEntries(
    Object.keys(comparison.peers).map((peer, index) => {
      const rate = spread(rates.map((turn) => turn[index + 1] as number))
      const ratio = spread(rates.map((turn) => (turn[0] as number) / (turn[index + 1] as number)))
      return [peer, { rate, ratio }]
    }),
  )
  const bars = comparison.bars.map((bar) => {
    const reached = 'peer' in bar ? (peers[bar.peer]?.ratio.median ?? Number.NaN) : ours.median
    return { ...bar, reached, met: reached >= ('peer' in bar ? bar.timesPeer : bar.unitsPerSecond) }
  })
  return { subject, name: comparison.name, unit: comparison.unit, ours, peers, bars }
}

/** Units a second over one turn. */
async function rate(run: Run, lengthMs: number): Promise<number> {
  const began = performance.now()
  let units = 0
  let passed = 0
  while (passed < lengthMs) {
    const done = run()
    units += typeof done === 'number' ? done : await done
    passed = performance.now() - began
  }
  return (units * 1_000) / passed
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  const median = sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2
  return { median, min: sorted[0] as number, max: sorted.at(-1) as number }
}
