/**
 * Definitions of window and session stores for processors, as `stores.ts` has the others. A window store retains a
 * window for so long after its start, a session store a session after its end, counted by the latest time that has
 * reached the store; retention is at least as long as a window.
 */
import { type Duration, durationMs } from '../../time/duration.ts'
import type { SessionDefinition, WindowDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import { defaultWindowSegmentMs } from '../contract/window-store.ts'
import { commonDefinition, type StoreOptions } from './store-options.ts'

export interface WindowStoreOptions<K, V> extends StoreOptions<K, V> {
  readonly windowSize: Duration
  /** How long a window is kept after its start. */
  readonly retention: Duration
  /** Whether each put is a row of its own; then there is no cache. False unless said otherwise. */
  readonly retainDuplicates?: boolean
  /** In pieces of which length expired windows are dropped on disk; half the retention, a minute at least. */
  readonly segmentInterval?: Duration
}

export interface TimestampedWindowStoreOptions<K, V> extends WindowStoreOptions<K, V> {
  /** Whether rows keep the headers of the record that made them. */
  readonly keepsHeaders?: boolean
}

export interface SessionStoreOptions<K, V> extends StoreOptions<K, V> {
  /** How long a session is kept after its end. */
  readonly retention: Duration
  /** Whether rows keep the headers of the record that made them. */
  readonly keepsHeaders?: boolean
}

/** A store of values by key and start of a window. */
export function window<K, V>(name: string, options: WindowStoreOptions<K, V>): WindowDefinition<K, V> {
  return windowDefinition(name, options, 'window')
}

/** A store of values and their times by key and start of a window, as windowed tables have it. */
export function timestampedWindow<K, V>(
  name: string,
  { keepsHeaders = false, ...options }: TimestampedWindowStoreOptions<K, V>,
): WindowDefinition<K, V> {
  return { ...windowDefinition(name, options, 'timestamped-window'), keepsHeaders }
}

/** A store of values by key and session. */
export function session<K, V>(
  name: string,
  { retention, keepsHeaders = false, ...options }: SessionStoreOptions<K, V>,
): SessionDefinition<K, V> {
  const retentionMs = durationMs(retention, 'retention')
  const segmentIntervalMs = defaultWindowSegmentMs(retentionMs)
  const common = { ...commonDefinition(name, options), keepsHeaders }
  return { ...common, kind: 'session', retentionMs, segmentIntervalMs, isTimeOrdered: false }
}

function windowDefinition<K, V>(
  name: string,
  { windowSize, retention, retainDuplicates = false, segmentInterval, ...options }: WindowStoreOptions<K, V>,
  kind: WindowDefinition['kind'],
): WindowDefinition<K, V> {
  const windowSizeMs = durationMs(windowSize, 'window size', { mayBeEndless: true })
  const retentionMs = durationMs(retention, 'retention', { mayBeEndless: true })
  if (retentionMs < windowSizeMs) {
    const problem = `retention is no shorter than a window, ${windowSizeMs} ms, found ${retentionMs} ms`
    throw new StoreError('BAD_DEFINITION', name, problem)
  }
  const segmentIntervalMs =
    segmentInterval === undefined
      ? defaultWindowSegmentMs(retentionMs)
      : durationMs(segmentInterval, 'segment interval', { minMs: 1 })
  const common = commonDefinition(name, options)
  // Rows of the same key are not updates of one another: the changelog keeps all of them for their time. As in Java,
  // not that of a timestamped store.
  const keepsAll = retainDuplicates && kind === 'window'
  const topicConfig = keepsAll ? { 'cleanup.policy': 'delete', ...common.topicConfig } : common.topicConfig
  const times = { windowSizeMs, retentionMs, segmentIntervalMs }
  return { ...common, ...times, kind, topicConfig, retainDuplicates, isTimeOrdered: false }
}
