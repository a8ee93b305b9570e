/**
 * The kinds of aggregations: by key alone, by windows of time, by sessions. A kind says which operator does the
 * work, which store its table lies in, and what keys come out; streams that are aggregated together share it.
 */
import type { Fold, SessionFold } from '../processor/aggregations/folds.ts'
import { StreamAggregate } from '../processor/aggregations/stream-aggregate.ts'
import type { TableOperator } from '../processor/table-operator.ts'
import { SessionWindowAggregate } from '../processor/windows/session-window-aggregate.ts'
import { SlidingWindowAggregate } from '../processor/windows/sliding-window-aggregate.ts'
import { TimeWindowAggregate } from '../processor/windows/time-window-aggregate.ts'
import type { Windowed } from '../record/windowed.ts'
import type { Serde } from '../serde/serde.ts'
import { sessionWindowed, timeWindowed } from '../serde/windowed.ts'
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import type { SessionWindows, SlidingWindows, TimeWindows, UnlimitedWindows } from '../windows/windows.ts'
import {
  type KindOptions,
  sessionDefinition,
  type WindowedKindOptions,
  windowDefinition,
} from './window-definitions.ts'

// biome-ignore lint/suspicious/noExplicitAny: streams of several types can be aggregated into one table
type Any = any

export interface AggregationKind<Key, A, AnyFold> {
  readonly operator: (fold: AnyFold) => TableOperator<Key, A>
  readonly keySerde: Serde<Key> | null
  /** Always the same one. */
  readonly store: () => StoreDefinition
  readonly isOutputVersioned: boolean
  /** How long after its end a window can change; null where there are no windows. */
  readonly windowGraceMs: number | null
}

export function byKey<K, A>(options: KindOptions<K, A>): AggregationKind<K, A, Fold<K, Any, A>> {
  const { materialization, key } = options
  return {
    operator: (fold) => new StreamAggregate(materialization.storeName, fold),
    keySerde: materialization.keySerde ?? key,
    store: once(() => materialization.keyValueDefinition(options)),
    isOutputVersioned: materialization.isVersioned,
    windowGraceMs: null,
  }
}

export function byWindows<K, A>(
  options: WindowedKindOptions<K, A, TimeWindows | UnlimitedWindows | SlidingWindows>,
): AggregationKind<Windowed<K>, A, Fold<K, Any, A>> {
  const { materialization, key, windows, isFinal } = options
  const { storeName } = materialization
  const operator = (fold: Fold<K, Any, A>): TableOperator<Windowed<K>, A> =>
    windows.kind === 'sliding'
      ? new SlidingWindowAggregate({ storeName, windows, fold, isFinal })
      : new TimeWindowAggregate({ storeName, windows, fold, isFinal })
  const define = windowDefinition(options)
  const inner = materialization.keySerdeOr(key)
  return {
    operator,
    keySerde: inner === null ? null : timeWindowed(inner, sizeOf(windows)),
    store: once(define),
    isOutputVersioned: false,
    windowGraceMs: windows.kind === 'unlimited' ? 0 : windows.graceMs,
  }
}

export function bySessions<K, A>(
  options: WindowedKindOptions<K, A, SessionWindows>,
): AggregationKind<Windowed<K>, A, SessionFold<K, Any, A>> {
  const { materialization, key, windows, isFinal } = options
  const { storeName } = materialization
  const define = sessionDefinition(options)
  const inner = materialization.keySerdeOr(key)
  return {
    operator: (fold) => new SessionWindowAggregate({ storeName, windows, fold, isFinal }),
    keySerde: inner === null ? null : sessionWindowed(inner),
    store: once(define),
    isOutputVersioned: false,
    windowGraceMs: windows.gapMs + windows.graceMs,
  }
}

function sizeOf(windows: TimeWindows | UnlimitedWindows | SlidingWindows): number {
  if (windows.kind === 'unlimited') return Number.POSITIVE_INFINITY
  return windows.kind === 'sliding' ? windows.differenceMs : windows.sizeMs
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
