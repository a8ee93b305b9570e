/**
 * The stores of windowed tables. They keep a window as long as it can change, unless the program wants it longer;
 * where windows are told once they are closed they lie by time, so that those that close are found.
 */
import type { Serde } from '../serde/serde.ts'
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import { durationMs } from '../time/duration.ts'
import { TopologyError } from '../topology/topology-error.ts'
import type { SessionWindows, SlidingWindows, TimeWindows, UnlimitedWindows } from '../windows/windows.ts'
import type { Materialization } from './materialization.ts'

const segmentMsMin = 60_000

export interface KindOptions<K, A> {
  readonly materialization: Materialization<K, A>
  /** What is known of the serdes from elsewhere. */
  readonly key: Serde<K> | null
  readonly value: Serde<A> | null
}

export interface WindowedKindOptions<K, A, W> extends KindOptions<K, A> {
  readonly windows: W
  /** Whether windows are told only once they are closed. */
  readonly isFinal: boolean
}

type AnyTimeWindows = TimeWindows | UnlimitedWindows | SlidingWindows

/** @throws TopologyError if windows are to be forgotten while they can change */
export function windowDefinition<K, A>(options: WindowedKindOptions<K, A, AnyTimeWindows>): () => StoreDefinition {
  const { materialization, windows, isFinal } = options
  const isSliding = windows.kind === 'sliding'
  const { windowSizeMs, neededMs } = spansOf(windows)
  const times = timesOf(materialization, neededMs)
  return () => {
    const common = { ...materialization.commonDefinition(), ...materialization.serdes(options) }
    return {
      ...common,
      ...times,
      kind: 'timestamped-window',
      windowSizeMs,
      retainDuplicates: false,
      isTimeOrdered: isFinal,
      hasKeyIndex: isSliding,
      caching: common.caching && !(isSliding && isFinal),
    }
  }
}

/** @throws TopologyError if sessions are to be forgotten while they can change */
export function sessionDefinition<K, A>(options: WindowedKindOptions<K, A, SessionWindows>): () => StoreDefinition {
  const { materialization, windows, isFinal } = options
  const times = timesOf(materialization, windows.gapMs + windows.graceMs)
  return () => {
    const common = { ...materialization.commonDefinition(), ...materialization.serdes(options) }
    return { ...common, ...times, kind: 'session', isTimeOrdered: isFinal, caching: common.caching && !isFinal }
  }
}

function spansOf(windows: AnyTimeWindows): { windowSizeMs: number; neededMs: number } {
  if (windows.kind === 'unlimited') {
    return { windowSizeMs: Number.POSITIVE_INFINITY, neededMs: Number.POSITIVE_INFINITY }
  }
  const { graceMs } = windows
  if (windows.kind === 'time') return { windowSizeMs: windows.sizeMs, neededMs: windows.sizeMs + graceMs }
  // The windows of a record are made from those that began up to two differences before it.
  return { windowSizeMs: windows.differenceMs, neededMs: 2 * windows.differenceMs + graceMs }
}

function timesOf(materialization: Materialization<unknown, unknown>, neededMs: number) {
  const { retention } = materialization.options
  if (materialization.isVersioned) {
    const problem = 'is of a windowed table, which lies in windows: it cannot be versioned'
    throw new TopologyError('WRONG_STORE_KIND', `store ${materialization.storeName} ${problem}`)
  }
  const retentionMs =
    retention === undefined ? neededMs : durationMs(retention, 'retention of windows', { mayBeEndless: true })
  if (retentionMs < neededMs) {
    const message = `store ${materialization.storeName} has to keep windows for ${neededMs} ms`
    throw new TopologyError('RETENTION_TOO_SHORT', `${message}, as long as they can change, found ${retentionMs} ms`)
  }
  return { retentionMs, segmentIntervalMs: Math.max(Math.floor(retentionMs / 2), segmentMsMin) }
}
