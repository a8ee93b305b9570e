/**
 * A key within a window of time. Whether the end belongs to the window depends on its kind: it does for sliding
 * and session windows, and does not for tumbling, hopping and unlimited ones.
 */
export interface TimeWindow {
  readonly startMs: number
  /** Infinity for unlimited windows; Java's Long.MAX_VALUE in bytes. */
  readonly endMs: number
}

export interface Windowed<K> {
  readonly key: K
  readonly window: TimeWindow
}

/** What Java prints for the end of an unlimited window. */
const endOfTime = '9223372036854775807'

export function windowed<K>(key: K, startMs: number, endMs: number): Windowed<K> {
  return { key, window: { startMs, endMs } }
}

/** A windowed key as people read it: `key@start/end`. */
export function showWindowed({ key, window }: Windowed<unknown>): string {
  return `${String(key)}@${window.startMs}/${window.endMs === Infinity ? endOfTime : window.endMs}`
}

/** Whether two windowed keys are the same. Inner keys are, unless told otherwise, if they are the same value. */
export function sameWindowed<K>(
  one: Windowed<K>,
  other: Windowed<K>,
  sameKey: (one: K, other: K) => boolean = Object.is,
): boolean {
  const { window } = other
  return one.window.startMs === window.startMs && one.window.endMs === window.endMs && sameKey(one.key, other.key)
}
